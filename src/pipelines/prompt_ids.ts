import { HologramError } from "../base/mod.ts";
import type { ChatMessage, ChatTemplate, Tokenizer } from "../text/mod.ts";
import type { GenerationRequest } from "./generation_request.ts";

/**
 * The token ids that a request puts in front of the model: its earlier context, then its prompt.
 *
 * A chat template writes every special token itself; a plain prompt gets the tokenizer's, where it opens the sequence.
 *
 * @param request The request.
 * @param tokenizer The model's tokenizer.
 * @param template The model's chat template, if it has one.
 * @throws {HologramError} `invalid` when the request has both a prompt and messages, neither of them, an id that the
 * tokenizer lacks, or messages and tools that the model has no template for.
 */
export function promptIds(
  request: GenerationRequest,
  tokenizer: Tokenizer,
  template: ChatTemplate | undefined,
): number[] {
  const context = request.context ?? [];
  for (const id of context) tokenizer.tokenText(id);
  const { messages, prompt } = request;
  if ((messages === undefined) === (prompt === undefined)) {
    throw invalid("The request needs either a prompt or messages");
  }
  if (messages !== undefined || (template !== undefined && !request.raw)) {
    if (template === undefined) {
      throw invalid("The model does not support chat: it has no chat template");
    }
    const text = template(messages ?? promptMessages(request), {
      ...request.templateVariables,
      addGenerationPrompt: true,
      tools: request.tools,
    });
    return [...context, ...tokenizer.encode(text, { addSpecialTokens: false })];
  }
  if (request.system || request.tools) {
    throw invalid("The model does not support system prompts or tools here: no template applies");
  }
  const addSpecialTokens = context.length === 0;
  return [...context, ...tokenizer.encode(prompt!, { addSpecialTokens })];
}

function promptMessages({ system, prompt }: GenerationRequest): ChatMessage[] {
  const user = { role: "user", content: prompt };
  return system ? [{ role: "system", content: system }, user] : [user];
}

function invalid(message: string): HologramError {
  return new HologramError(message, { kind: "invalid" });
}
