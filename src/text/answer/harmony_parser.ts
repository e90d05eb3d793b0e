import { find, has, oneOf, passUntil, skipSpace, type Wait } from "./input.ts";
import { WaitingParser } from "./span_parser.ts";
import { type DeclaredTool, isRecord, readJson, type ToolCall, toolTable } from "./tool_call.ts";

const MESSAGE = "<|message|>";
const HEADER_STARTS = ["<|start|>", "<|channel|>", MESSAGE, "to="];
const ENDS = ["<|end|>", "<|call|>", "<|return|>"];
const BODY_ENDS = [...ENDS, "<|start|>"];

/** The literals of the harmony format, all of them special tokens. */
export const HARMONY_MARKERS: readonly string[] = [
  "<|start|>",
  "<|channel|>",
  "<|constrain|>",
  MESSAGE,
  ...ENDS,
];

/**
 * Reads the harmony format of gpt-oss: messages with a header (`<|start|>assistant`, which the prompt may already hold, a
 * channel, a recipient) before `<|message|>`. Those to a declared tool, `to=functions.name`, are calls, those on the
 * channel `analysis` are thinking, all others are content. A message to a tool that was not declared, or with arguments that are no
 * JSON object, is content with its header. Text outside messages is content.
 */
export class HarmonyParser extends WaitingParser {
  readonly #tools;

  /** Starts at the beginning of an answer. */
  constructor(tools: readonly DeclaredTool[]) {
    super();
    this.#tools = toolTable(tools);
  }

  protected override *run(): Wait<void> {
    const content = (text: string) => void (this.piece.content += text);
    const thinking = (text: string) => void (this.piece.thinking += text);
    const all = () => this.input.take(this.input.text.length);
    for (let first = true;; first = false) {
      const start = yield* skipSpace(this.input, 0);
      if (!(yield* has(this.input, start))) return first ? content(all()) : undefined;
      let pass = content;
      let from = start;
      if (yield* oneOf(this.input, HEADER_STARTS, start)) {
        const end = (yield* find(this.input, [MESSAGE], start))?.at;
        if (end === undefined) return content(all());
        const header = this.input.text.slice(0, end);
        const name = /\bto=(?:functions\.)?([^\s<]+)/.exec(header)?.[1];
        if (name !== undefined) {
          yield* this.#call(name, end + MESSAGE.length);
          continue;
        }
        this.input.take(end + MESSAGE.length);
        if (/<\|channel\|>\s*analysis\b/.test(header)) pass = thinking;
        from = 0;
      }
      const closing = yield* passUntil(this.input, BODY_ENDS, pass, from);
      if (closing === undefined) return;
      if (closing !== "<|start|>") this.input.take(closing.length);
    }
  }

  /** A message to a tool, its body from an index on. */
  *#call(name: string, at: number): Wait<void> {
    const end = yield* find(this.input, BODY_ENDS, at);
    const call = this.#callOf(name, this.input.text.slice(at, end?.at));
    const text = this.input.take(end?.at ?? this.input.text.length);
    if (call) this.piece.calls.push(call);
    else this.piece.content += text;
    if (end && end.literal !== "<|start|>") this.input.take(end.literal.length);
  }

  #callOf(name: string, body: string): ToolCall | undefined {
    const values = readJson(body);
    if (!this.#tools.has(name) || !isRecord(values)) return undefined;
    return { name, arguments: values };
  }
}
