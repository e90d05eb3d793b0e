/**
 * How a model writes tool calls. `tag` is Ollama's general way: anything after a tag. The others are the ways of known
 * chat templates:
 *
 * | Kind | What the model writes |
 * |---|---|
 * | `hermes` | `<tool_call>{"name": ..., "arguments": {...}}</tool_call>` (Hermes, Qwen 2.5 and 3) |
 * | `smollm3` | the same, or Python between `<code>` and `</code>` |
 * | `qwen3_coder` | `<tool_call><function=f><parameter=x>1</parameter></function></tool_call>` |
 * | `functionary_v3_1` | `<function=f>{...}</function>` |
 * | `functionary_v3_2` | `f\n{...}` or `all\ntext`, with `>>>` between |
 * | `llama` | `{"name": ..., "parameters": {...}}`, `<\|python_tag\|>f.call(x="1")` |
 * | `pythonic` | `[f(x=1), g(y="2")]` |
 * | `mistral` | `[TOOL_CALLS][{"name": ..., "arguments": {...}}]` |
 * | `mistral_args` | `[TOOL_CALLS]f[ARGS]{...}` |
 * | `phi4` | `<\|tool_call\|>[{"name": ..., "arguments": {...}}]<\|/tool_call\|>` |
 * | `firefunction` | `functools[{"name": ..., "arguments": {...}}]` |
 * | `deepseek` | `<｜tool▁calls▁begin｜>`, then a fenced block of JSON for each call |
 * | `command_r7b` | `<\|START_ACTION\|>[{"tool_name": ..., "parameters": {...}}]<\|END_ACTION\|>` |
 * | `command_r_plus` | `Action:`, then the same list in a fenced block |
 * | `gemma4` | `<\|tool_call>call:f{x:1}<tool_call\|>` |
 * | `tool_code` | Python in a block fenced as `tool_code` |
 * | `harmony` | messages on channels: `analysis`, `commentary to=functions.f`, `final` (gpt-oss) |
 */
export type ToolCallFormat = {
  /** Ollama's general way. */
  kind: "tag";
  /** What comes before calls, as {@linkcode TagToolParser} takes it. */
  tag: string;
} | {
  /** The way of a known chat template. */
  kind: JinjaFormatKind;
};

/** The ways in which known Jinja templates write tool calls. */
export type JinjaFormatKind =
  | "hermes"
  | "smollm3"
  | "qwen3_coder"
  | "functionary_v3_1"
  | "functionary_v3_2"
  | "llama"
  | "pythonic"
  | "mistral"
  | "mistral_args"
  | "phi4"
  | "firefunction"
  | "deepseek"
  | "command_r7b"
  | "command_r_plus"
  | "gemma4"
  | "tool_code"
  | "harmony";

/** What tells a format: all of the texts stand in the template. The first row that fits counts. */
const SIGNS: readonly (readonly [JinjaFormatKind, ...string[]])[] = [
  ["harmony", "<|channel|>", "<|message|>", "functions"],
  ["gemma4", "<|tool_call>call:"],
  ["deepseek", "<｜tool▁call▁begin｜>"],
  ["mistral_args", "[TOOL_CALLS]", "[ARGS]"],
  ["mistral", "[TOOL_CALLS]"],
  ["command_r7b", "<|START_ACTION|>"],
  ["command_r_plus", "Action:", "tool_name"],
  ["firefunction", "functools["],
  ["qwen3_coder", "<function=", "<parameter="],
  ["functionary_v3_1", "<function="],
  ["functionary_v3_2", ">>>all"],
  ["smollm3", "<tool_call>", "<code>"],
  ["hermes", "<tool_call>"],
  ["phi4", "<|tool_call|>"],
  ["phi4", "<|tool|>", "<|/tool|>"],
  ["pythonic", "<|python_start|>"],
  ["pythonic", "[func_name1("],
  ["llama", '"name": ', '"parameters": ', "<|start_header_id|>"],
  ["tool_code", "tool_code"],
];

/**
 * Which format a chat template in Jinja uses for tool calls, from its text; `undefined` where the template knows no
 * tool calls. One that writes them in a way of its own is read as Ollama reads a template without a tag: an answer that
 * begins with `{`.
 */
export function toolCallFormatOf(jinja: string): ToolCallFormat | undefined {
  const row = SIGNS.find(([_, ...signs]) => signs.every((sign) => jinja.includes(sign)));
  if (row) return { kind: row[0] };
  return jinja.includes("tool_calls") ? { kind: "tag", tag: "{" } : undefined;
}
