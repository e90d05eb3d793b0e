import { HologramError } from "../base/mod.ts";
import type { ChatMessage, PromptTemplate, Tokenizer } from "../text/mod.ts";
import type { GenerationRequest, Truncated } from "./generation_request.ts";

/** A prompt as the model reads it. */
export interface Prompt {
  /** Its text, without the earlier context. */
  text: string;
  /** Its tokens, the earlier context in front. */
  ids: number[];
  /** What was left out because it did not fit. */
  truncated?: Truncated;
}

/** What a prompt is built with. */
export interface PromptOptions {
  /** The model's tokenizer. */
  tokenizer: Tokenizer;
  /** The chat template, unless the prompt goes past it. */
  template?: PromptTemplate;
  /** Most tokens that a prompt may have that is not cut. */
  limit: number;
  /** Most tokens of one that is cut, which leaves the answer more room. */
  target: number;
  /** How many of the first tokens stay when tokens must be cut. */
  keep: number;
}

/**
 * The tokens that a request puts in front of the model: its earlier context, then its prompt.
 *
 * A chat template writes every special token itself; a plain prompt gets the tokenizer's, where it opens the sequence. Of
 * too long a conversation the oldest messages are left out, never a system message or the last one; where that is not
 * enough, tokens are, after the first few. What was left out is told.
 *
 * @throws {HologramError} `invalid` when the request has both a prompt and messages, neither of them, an id that the
 * tokenizer lacks, messages or tools without a template, or is too long and must not be cut.
 */
export function buildPrompt(request: GenerationRequest, options: PromptOptions): Prompt {
  const { tokenizer, template, limit } = options;
  const context = request.context ?? [];
  for (const id of context) tokenizer.tokenText(id);
  if ((request.messages === undefined) === (request.prompt === undefined)) {
    throw invalid("The request needs either a prompt or messages");
  }
  const whole = template === undefined
    ? plainPrompt(request, tokenizer)
    : renderPrompt(request, conversation(request), template, tokenizer);
  const ids = [...context, ...whole.ids];
  if (ids.length <= limit) return { text: whole.text, ids };
  if (request.truncate === false) throw tooLong(ids.length, limit);
  const shorter = template === undefined || request.messages === undefined
    ? undefined
    : withoutOldest(request, template, options, context.length);
  const fitting = shorter ?? { ...whole, ids, left: 0 };
  const cut = shorter === undefined || shorter.ids.length > options.target
    ? cutTokens(fitting.ids, options)
    : fitting.ids;
  return {
    text: fitting.text,
    ids: cut,
    truncated: { messages: fitting.left, tokens: ids.length - cut.length },
  };
}

interface Rendered {
  text: string;
  ids: number[];
}

function plainPrompt(request: GenerationRequest, tokenizer: Tokenizer): Rendered {
  if (request.messages !== undefined) {
    throw invalid("The model does not support chat: it has no chat template");
  }
  if (request.system || request.tools || request.suffix) {
    throw invalid("The model does not support system prompts or tools here: no template applies");
  }
  const addSpecialTokens = (request.context?.length ?? 0) === 0;
  return { text: request.prompt!, ids: tokenizer.encode(request.prompt!, { addSpecialTokens }) };
}

function conversation({ messages, system, prompt }: GenerationRequest): readonly ChatMessage[] {
  if (messages !== undefined) return messages;
  const user = { role: "user", content: prompt };
  return system ? [{ role: "system", content: system }, user] : [user];
}

function renderPrompt(
  request: GenerationRequest,
  messages: readonly ChatMessage[],
  template: PromptTemplate,
  tokenizer: Tokenizer,
): Rendered {
  const text = template.render({
    messages,
    prompt: request.suffix === undefined ? undefined : request.prompt,
    suffix: request.suffix,
    tools: request.toolChoice === "none" ? undefined : request.tools,
    think: request.think,
    addGenerationPrompt: true,
    variables: request.templateVariables,
  });
  return { text, ids: tokenizer.encode(text, { addSpecialTokens: false }) };
}

/**
 * The prompt of the longest end of the conversation that fits, with the system messages in front of it: at least the
 * last message. Longer ends have longer prompts, so that halving finds it.
 */
function withoutOldest(
  request: GenerationRequest,
  template: PromptTemplate,
  { tokenizer, target }: PromptOptions,
  contextLength: number,
): Rendered & { left: number } {
  const messages = request.messages!;
  const context = request.context ?? [];
  const from = (start: number): (Rendered & { left: number }) | undefined => {
    const system = messages.slice(0, start).filter(({ role }) => role === "system");
    const kept = [...system, ...messages.slice(start)];
    try {
      const { text, ids } = renderPrompt(request, kept, template, tokenizer);
      return { text, ids: [...context, ...ids], left: messages.length - kept.length };
    } catch (error) {
      // Some templates refuse a conversation that begins in the middle.
      if (start < messages.length - 1) return undefined;
      throw error;
    }
  };
  const fits = (start: number) => {
    const length = from(start)?.ids.length;
    return length !== undefined && length <= Math.max(target, contextLength);
  };
  let [low, high] = [1, messages.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits(middle)) high = middle;
    else low = middle + 1;
  }
  for (let start = low; start < messages.length - 1; start++) {
    const prompt = from(start);
    if (prompt !== undefined) return prompt;
  }
  return from(messages.length - 1)!;
}

/** Keeps the first tokens and as many of the last as fit. */
function cutTokens(ids: readonly number[], { target, keep }: PromptOptions): number[] {
  const first = Math.min(keep < 0 ? target : keep, Math.floor(target / 2));
  return [...ids.slice(0, first), ...ids.slice(ids.length - (target - first))];
}

function tooLong(tokens: number, limit: number): HologramError {
  return new HologramError(
    `The prompt does not fit the context: it has ${tokens} tokens, ` +
      `and the context holds ${limit + 1} with the answer`,
    {
      kind: "invalid",
      hint: "Shorten the prompt, or raise num_ctx up to the model's own length",
    },
  );
}

function invalid(message: string): HologramError {
  return new HologramError(message, { kind: "invalid" });
}
