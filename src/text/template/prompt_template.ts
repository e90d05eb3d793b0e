import { HologramError, type Think } from "../../base/mod.ts";
import { parse, tokenize } from "../../deps/jinja.ts";
import {
  type ChatMessage,
  type ChatTemplateOptions,
  compileChatTemplate,
} from "./chat_template.ts";
import {
  fieldsOf,
  parseGoPrompt,
  renderGoPrompt,
  type ThinkingTags,
  thinkingTagsOf,
  toolCallTagOf,
} from "./go/mod.ts";

/** What can be told from a template: whether it writes tools, thoughts, or text around a gap. */
export type TemplateCapability = "tools" | "thinking" | "insert";

/** What a prompt is rendered from. */
export interface PromptInput {
  /**
   * The conversation, in Ollama's form: `{role, content, thinking?, tool_calls?: [{id?, function: {name, arguments}}],
   * tool_name?, tool_call_id?}`.
   */
  messages: readonly ChatMessage[];
  /** The text before the gap, beside `suffix`; without one, a message of the user after all others. */
  prompt?: string;
  /** The text behind the gap that the model is to fill; then `messages` is not read. */
  suffix?: string;
  /** Tools that the model may call, in OpenAI's form. */
  tools?: readonly unknown[];
  /** Whether, and how much, the model is to think; the template's own choice unless given. */
  think?: Think;
  /** Whether the prompt ends where the answer begins; true unless given. Templates of Go decide it themselves. */
  addGenerationPrompt?: boolean;
  /** More variables of the template. */
  variables?: Readonly<Record<string, unknown>>;
}

/** The keys that a template gives a tool call's parts, in JSON. */
export interface ToolCallKeys {
  /** The key of the tool's name. */
  name: string;
  /** The key of its arguments. */
  arguments: string;
}

/** A model's template, of either language. */
export interface PromptTemplate {
  /** Its language: `text/template` of Go, as in a Modelfile, or Jinja, as on Hugging Face. */
  readonly kind: "go" | "jinja";
  /** Its source. */
  readonly source: string;
  /** What can be told from it. */
  readonly capabilities: ReadonlySet<TemplateCapability>;
  /** What stands around the model's thoughts; absent where it does not think, or in channels (gpt-oss). */
  readonly thinkingTags: ThinkingTags | undefined;
  /**
   * The text in front of a tool call, or `{` where none stands there; absent where it writes no tools, writes them in
   * channels (gpt-oss), or cannot be asked.
   */
  readonly toolCallTag: string | undefined;
  /** The keys of a tool call, where it is written as JSON with both. */
  readonly toolCallKeys: ToolCallKeys | undefined;
  /**
   * Renders a prompt.
   *
   * @throws {HologramError} `invalid` when the template refuses the input or cannot be evaluated; `unsupported` for a
   * suffix where it has no place for one; `too_large` when it goes on too long.
   */
  render(input: PromptInput): string;
}

const JINJA = /\{%[-+]?\s*(?:if|for|set|macro|generation|filter|call|raw|endif|endfor)\b/;
const GO_ACTION =
  /^(?:\(\s*)*(?:[A-Z]\w*$|[.$]|\/\*|(?:if|else|end|range|with|define|template|block|break|continue|and|or|not|eq|ne|lt|le|gt|ge|index|len|slice|printf?|println|json|currentDate|yesterdayDate|toTypeScriptType)\b(?![.([]|\s*=))/;

/**
 * Which language a template is written in, told from its text: Jinja with a statement (`{% if %}`) or a comment (`{#`);
 * else Go when one of its actions begins as only Go's can (`.Prompt`, `$x`, `if`, `range`, a function); else Jinja with
 * any other action (`{{ messages[0].content }}`). A name alone with a capital letter (`{{ Prompt }}`) is one of Go's
 * fields that lost its full stop. Text without actions is a template of Go.
 */
export function templateKind(source: string): "go" | "jinja" {
  if (JINJA.test(source)) return "jinja";
  const comment = source.indexOf("{#");
  if (comment >= 0 && source.includes("#}", comment)) return "jinja";
  const actions = actionsOf(source);
  return actions.length === 0 || actions.some((action) => GO_ACTION.test(action)) ? "go" : "jinja";
}

/** What stands between `{{` and `}}`, without trim markers. */
function actionsOf(source: string): string[] {
  const actions: string[] = [];
  for (let at = source.indexOf("{{"); at >= 0; at = source.indexOf("{{", at)) {
    const end = source.indexOf("}}", at + 2);
    if (end < 0) break;
    actions.push(source.slice(at + 2, end).replace(/^-/, "").trim());
    at = end + 2;
  }
  return actions;
}

/**
 * Opens the template of a model, in either language; {@linkcode templateKind} says which.
 *
 * @param options The tokens that templates of Jinja write, and the clock of both.
 * @throws {HologramError} `invalid` when it is no valid template of its language.
 */
export function openPromptTemplate(
  source: string,
  options: ChatTemplateOptions = {},
): PromptTemplate {
  return templateKind(source) === "go" ? openGo(source, options) : openJinja(source, options);
}

/** Whether a rendered prompt ends inside of a thought that it has opened: the model then goes on thinking. */
export function startsThinking(prompt: string, tags: ThinkingTags | undefined): boolean {
  return tags !== undefined && prompt.trimEnd().endsWith(tags.open);
}

/** gpt-oss writes thoughts and tool calls in channels; its answers are read by other rules. */
const CHANNELS = "<|channel|>";

function openGo(source: string, options: ChatTemplateOptions): PromptTemplate {
  const template = parseGoPrompt(source);
  const now = options.now ?? (() => new Date());
  const fields = fieldsOf(template);
  const tags = thinkingTagsOf(template);
  const inChannels = source.includes(CHANNELS);
  const capabilities = capabilitySet({
    tools: fields.includes("tools"),
    thinking: tags !== undefined || inChannels,
    insert: fields.includes("suffix"),
  });
  const render = (input: PromptInput) => renderGoPrompt(template, withPrompt(input), now);
  const writesTools = capabilities.has("tools") && !inChannels;
  return {
    kind: "go",
    source,
    capabilities,
    thinkingTags: inChannels ? undefined : tags,
    toolCallTag: writesTools ? toolCallTagOf(template) : undefined,
    toolCallKeys: writesTools ? probeToolCall(render, tags)?.keys : undefined,
    render: (input) => {
      checkSuffix(input, capabilities);
      return render(input);
    },
  };
}

function openJinja(source: string, options: ChatTemplateOptions): PromptTemplate {
  const template = compileChatTemplate(source, options);
  const names = variablesOf(source);
  // DeepSeek's ask for a content of none before they write a tool call.
  const asksForNone = CONTENT_IS_NONE.test(source);
  const inChannels = source.includes(CHANNELS);
  const tags = inChannels ? undefined : TAGS.find(({ close }) => source.includes(close));
  const capabilities = capabilitySet({
    tools: names.has("tools"),
    thinking: tags !== undefined || inChannels || names.has("enable_thinking") ||
      source.includes("reasoning_content"),
    insert: false,
  });
  const render = (input: PromptInput) => {
    const { messages, tools, think, addGenerationPrompt = true, variables } = withPrompt(input);
    return template(messages.map((message) => jinjaMessage(message, asksForNone)), {
      ...thinkVariables(think),
      ...variables,
      // An empty list is true in some templates' eyes, and no tools are meant.
      tools: tools?.length === 0 ? undefined : tools,
      addGenerationPrompt,
    });
  };
  const writesTools = capabilities.has("tools") && !inChannels;
  const call = writesTools ? probeToolCall(render, tags) : undefined;
  // Where calls are only told of, in the instructions for the tools.
  const told = writesTools && source.includes("<tool_call>") ? "<tool_call>" : undefined;
  return {
    kind: "jinja",
    source,
    capabilities,
    thinkingTags: tags,
    toolCallTag: call?.tag ?? told,
    toolCallKeys: call?.keys,
    render: (input) => {
      checkSuffix(input, capabilities);
      return render(input);
    },
  };
}

const CONTENT_IS_NONE = /content['"]?\]?\s+is\s+(?:not\s+)?none/i;

/** The tags around thoughts that templates of Jinja are known to use. */
const TAGS: readonly ThinkingTags[] = [
  { open: "<think>", close: "</think>" },
  { open: "<thinking>", close: "</thinking>" },
  { open: "<seed:think>", close: "</seed:think>" },
  { open: "[THINK]", close: "[/THINK]" },
  { open: "<|START_THINKING|>", close: "<|END_THINKING|>" },
  { open: "<|channel>thought", close: "<channel|>" },
];

function capabilitySet(
  has: Record<TemplateCapability, boolean>,
): ReadonlySet<TemplateCapability> {
  const all: readonly TemplateCapability[] = ["tools", "thinking", "insert"];
  return new Set(all.filter((capability) => has[capability]));
}

function checkSuffix(
  { suffix = "" }: PromptInput,
  capabilities: ReadonlySet<TemplateCapability>,
): void {
  if (suffix === "" || capabilities.has("insert")) return;
  throw new HologramError("Cannot render the prompt: the template has no place for a suffix", {
    kind: "unsupported",
  });
}

/** A prompt without a suffix is what the user says last. */
function withPrompt(input: PromptInput): PromptInput {
  const { prompt = "", suffix = "", messages } = input;
  if (prompt === "" || suffix !== "") return input;
  return { ...input, prompt: "", messages: [...messages, { role: "user", content: prompt }] };
}

/** The variables by which templates of Jinja are told to think: Qwen's, DeepSeek's, gpt-oss's. */
function thinkVariables(think: Think | undefined): Record<string, unknown> {
  if (think === undefined) return {};
  const thinks = think !== false;
  const level = typeof think === "string" ? think : undefined;
  return {
    enable_thinking: thinks,
    thinking: thinks,
    ...(level === undefined ? {} : { reasoning_effort: level === "max" ? "high" : level }),
  };
}

/** A message of Ollama's form in OpenAI's, as templates of Jinja read it; the tool's name and the thoughts in both. */
function jinjaMessage(message: ChatMessage, asksForNone: boolean): ChatMessage {
  const { content, thinking, tool_calls, tool_name } = message;
  const calls = Array.isArray(tool_calls) && tool_calls.length > 0 ? tool_calls : undefined;
  const { tool_calls: _, ...rest } = message;
  return {
    ...rest,
    content: (content ?? "") === "" && calls !== undefined && asksForNone ? null : content ?? "",
    ...(thinking === undefined ? {} : { reasoning_content: thinking }),
    ...(tool_name === undefined ? {} : { name: tool_name }),
    ...(calls === undefined ? {} : { tool_calls: calls.map(jinjaToolCall) }),
  };
}

function jinjaToolCall(call: { id?: unknown; function?: Record<string, unknown> }): unknown {
  const { name, arguments: values } = call.function ?? {};
  const id = call.id === undefined ? {} : { id: call.id };
  return { ...id, type: "function", function: { name, arguments: values ?? {} } };
}

/** The names that a template of Jinja reads as variables. */
function variablesOf(source: string): Set<string> {
  const found = new Set<string>();
  const walk = (node: unknown) => {
    if (typeof node !== "object" || node === null) return;
    if (Array.isArray(node) || node instanceof Map) return [...node.values()].forEach(walk);
    const { type, value, computed, property, ...rest } = node as Record<string, unknown>;
    if (type === "Identifier") found.add(String(value));
    else walk(value);
    // In `message.tools` the word after the dot is no variable.
    if (type !== "MemberExpression" || computed === true) walk(property);
    Object.values(rest).forEach(walk);
  };
  walk(parse(tokenize(source, { lstrip_blocks: true, trim_blocks: true })));
  return found;
}

// Characters of a private use area, so that the template's own text cannot agree with them by chance.
const PROBE = "\ue000probe";
const NAME = "probe_name";
const KEY = "probe_key";
// Nine letters and digits: templates of Mistral refuse any other id.
const ID = "probe0001";

/** Sees how a template writes a tool call by having it render one; `undefined` where it refuses to. */
function probeToolCall(
  render: (input: PromptInput) => string,
  tags: ThinkingTags | undefined,
): { tag: string; keys: ToolCallKeys | undefined } | undefined {
  const ask = (answer: Record<string, unknown>) =>
    render({
      messages: [{ role: "user", content: PROBE }, { role: "assistant", content: "", ...answer }],
      tools: [{
        type: "function",
        function: {
          name: "probe_tool",
          description: "",
          parameters: { type: "object", properties: {}, required: [] },
        },
      }],
      addGenerationPrompt: false,
    });
  try {
    const call = { id: ID, function: { name: NAME, arguments: { [KEY]: PROBE } } };
    const [called, said] = [ask({ tool_calls: [call] }), ask({ content: PROBE })];
    let start = 0;
    while (start < called.length && called[start] === said[start]) start++;
    // The two may differ in the midst of a marker, as in <|START_ACTION|> and <|START_RESPONSE|>.
    const marker = called.slice(0, start).search(/[<[][^<>[\]\s]*$/);
    const answer = called.slice(marker < 0 ? start : marker);
    const text = tags === undefined ? answer : answer.split(tags.close).at(-1)!;
    const [before] = text.split(NAME);
    const name = /"([^"\\]+)"\s*:\s*"probe_name"/.exec(text)?.[1];
    const values = /"([^"\\]+)"\s*:\s*\{\s*"probe_key"/.exec(text)?.[1];
    if (before === text) return undefined;
    return {
      tag: before!.split("{")[0]!.trim() || "{",
      keys: name === undefined || values === undefined ? undefined : { name, arguments: values },
    };
  } catch (error) {
    if (error instanceof HologramError) return undefined;
    throw error;
  }
}
