import type { AnswerEnd, ChatChunk, NativeToolCall, Truncated } from "../../answers/chunks.ts";
import type { SseFrame } from "../../sse_response.ts";
import { jsonText } from "../../json_text.ts";
import { truncatedField } from "../../truncated_header.ts";

/** Why an answer ended, in Anthropic's words. */
export function stopReason(doneReason: string | undefined, hasCalls: boolean): string {
  if (doneReason === "length") return "max_tokens";
  if (hasCalls) return "tool_use";
  if (doneReason === "stop") return "end_turn";
  return doneReason ? "stop_sequence" : "";
}

/** A block of an answer. */
export type AnswerBlock =
  | { type: "text"; text: string }
  | { type: "thinking"; thinking: string; signature: string }
  | { type: "tool_use"; id: string; name: string; input: Record<string, unknown> };

/**
 * Turns the pieces of a native answer into the events of a streamed message, and gathers the message meanwhile:
 * streamed or whole, it is the same.
 */
export class MessageEvents {
  readonly #head: { id: string; model: string };
  readonly #content: AnswerBlock[] = [];
  #started = false;
  #isOpen = false;
  #end: AnswerEnd | undefined;

  /** Begins a message with its identifier and the model's name. */
  constructor(id: string, model: string) {
    this.#head = { id, model };
  }

  /** What was left out of a prompt that was too long. */
  get truncated(): Truncated | undefined {
    return this.#end?.truncated;
  }

  /** The message as it is now. */
  get message(): Record<string, unknown> {
    return {
      id: this.#head.id,
      type: "message",
      role: "assistant",
      model: this.#head.model,
      content: [...this.#content],
      ...this.#stop(),
      usage: {
        input_tokens: this.#end?.prompt_eval_count ?? 0,
        output_tokens: this.#end?.eval_count ?? 0,
      },
    };
  }

  /** The events of a piece. */
  push(chunk: ChatChunk): SseFrame[] {
    const frames = this.#started ? [] : [event("message_start", { message: this.message })];
    this.#started = true;
    const { thinking, content, tool_calls } = chunk.message;
    if (thinking) frames.push(...this.#grow("thinking", thinking));
    if (content) frames.push(...this.#grow("text", content));
    for (const call of tool_calls ?? []) frames.push(...this.#call(call));
    if (chunk.done) frames.push(...this.#finish(chunk));
    return frames;
  }

  #finish(end: AnswerEnd): SseFrame[] {
    // An answer of nothing is a text of nothing.
    const frames = this.#content.length === 0 ? this.#begin({ type: "text", text: "" }) : [];
    frames.push(...this.#close());
    this.#end = end;
    const { usage } = this.message;
    return [
      ...frames,
      event("message_delta", { delta: this.#stop(), usage, ...truncatedField(end.truncated) }),
      event("message_stop", {}),
    ];
  }

  #stop(): { stop_reason: string | null; stop_sequence: string | null } {
    if (this.#end === undefined) return { stop_reason: null, stop_sequence: null };
    const { done_reason, stop_sequence } = this.#end;
    const hasCalls = this.#content.some(({ type }) => type === "tool_use");
    if (stop_sequence !== undefined && !hasCalls) {
      return { stop_reason: "stop_sequence", stop_sequence };
    }
    return { stop_reason: stopReason(done_reason, hasCalls), stop_sequence: null };
  }

  #grow(type: "text" | "thinking", piece: string): SseFrame[] {
    const begun = this.#isOpen && this.#content.at(-1)?.type === type ? [] : [
      ...this.#close(),
      ...this.#begin(
        type === "text" ? { type, text: "" } : { type, thinking: "", signature: "" },
      ),
    ];
    const block = this.#content.at(-1)!;
    if (block.type === "text") block.text += piece;
    else if (block.type === "thinking") block.thinking += piece;
    const delta = { type: `${type}_delta`, [type]: piece };
    return [...begun, this.#blockEvent("content_block_delta", { delta })];
  }

  #call({ id, function: { name, arguments: input } }: NativeToolCall): SseFrame[] {
    const frames = [
      ...this.#close(),
      ...this.#begin({ type: "tool_use", id, name, input: {} }),
      this.#blockEvent("content_block_delta", {
        delta: { type: "input_json_delta", partial_json: jsonText(input) },
      }),
      ...this.#close(),
    ];
    this.#content[this.#content.length - 1] = { type: "tool_use", id, name, input };
    return frames;
  }

  #begin(block: AnswerBlock): SseFrame[] {
    this.#content.push(block);
    this.#isOpen = true;
    return [this.#blockEvent("content_block_start", { content_block: { ...block } })];
  }

  #close(): SseFrame[] {
    if (!this.#isOpen) return [];
    this.#isOpen = false;
    return [this.#blockEvent("content_block_stop", {})];
  }

  #blockEvent(type: string, fields: object): SseFrame {
    return event(type, { index: this.#content.length - 1, ...fields });
  }
}

function event(type: string, fields: object): SseFrame {
  return { event: type, data: { type, ...fields } };
}
