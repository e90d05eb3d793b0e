import type { AnswerEnd, ChatChunk, NativeToolCall, Truncated } from "../../answers/chunks.ts";
import { jsonText } from "../../json_text.ts";
import type { SseFrame } from "../../sse_response.ts";
import type { NewId } from "../v1_id.ts";
import { openaiErrorBody } from "../v1_errors.ts";
import { truncatedField } from "../../truncated_header.ts";
import type { ResponseHead } from "./response_head.ts";

type Item = Record<string, unknown> & { id: string };

/** An item that still grows. */
interface OpenItem {
  type: "reasoning" | "message";
  id: string;
  index: number;
  text: string;
}

/**
 * Turns the pieces of a native answer into the events of a streamed response, and gathers the response meanwhile:
 * streamed or whole, it is the same.
 */
export class ResponseEvents {
  readonly #head: ResponseHead;
  readonly #newId: NewId;
  readonly #output: Item[] = [];
  #sequence = 0;
  #open: OpenItem | undefined;
  #end: AnswerEnd | undefined;
  #failure: { code: string; message: string } | undefined;

  /** Begins a response. */
  constructor(head: ResponseHead, newId: NewId) {
    this.#head = head;
    this.#newId = newId;
  }

  /** What was left out of a prompt that was too long. */
  get truncated(): Truncated | undefined {
    return this.#end?.truncated;
  }

  /** The response as it is now. */
  get response(): Record<string, unknown> {
    const isCut = this.#end?.done_reason === "length";
    const whole = isCut ? "incomplete" : "completed";
    const status = this.#failure ? "failed" : this.#end ? whole : "in_progress";
    return {
      ...this.#head,
      status,
      error: this.#failure ?? null,
      incomplete_details: isCut ? { reason: "max_output_tokens" } : null,
      output: [...this.#output],
      usage: this.#end === undefined ? null : usageOf(this.#end),
    };
  }

  /** The events of a piece. */
  push(chunk: ChatChunk): SseFrame[] {
    const frames = this.#sequence > 0 ? [] : [
      this.#event("response.created", { response: this.response }),
      this.#event("response.in_progress", { response: this.response }),
    ];
    const { thinking, content, tool_calls } = chunk.message;
    if (thinking) frames.push(...this.#grow("reasoning", thinking));
    if (content) frames.push(...this.#grow("message", content));
    for (const call of tool_calls ?? []) frames.push(...this.#call(call));
    if (chunk.done) frames.push(...this.#finish(chunk));
    return frames;
  }

  /** The event that tells of a failure, the last one. */
  fail(error: unknown): SseFrame {
    this.#failure = { code: "server_error", message: openaiErrorBody(error).error.message };
    return this.#event("response.failed", { response: this.response });
  }

  #finish(end: AnswerEnd): SseFrame[] {
    const status = end.done_reason === "length" ? "incomplete" : "completed";
    // An answer of nothing is a message of nothing.
    const frames = this.#output.length === 0 && !this.#open ? this.#begin("message") : [];
    frames.push(...this.#close(status));
    this.#end = end;
    const { response } = this;
    const told = truncatedField(end.truncated);
    return [...frames, this.#event(`response.${status}`, { response, ...told })];
  }

  #grow(type: OpenItem["type"], delta: string): SseFrame[] {
    const frames = this.#open?.type === type ? [] : [...this.#close(), ...this.#begin(type)];
    const open = this.#open!;
    open.text += delta;
    const place = { item_id: open.id, output_index: open.index };
    frames.push(
      type === "reasoning"
        ? this.#event("response.reasoning_summary_text.delta", {
          ...place,
          summary_index: 0,
          delta,
        })
        : this.#event("response.output_text.delta", {
          ...place,
          content_index: 0,
          delta,
          logprobs: [],
        }),
    );
    return frames;
  }

  #begin(type: OpenItem["type"]): SseFrame[] {
    const id = this.#newId(type === "reasoning" ? "rs_" : "msg_");
    const open = this.#open = { type, id, index: this.#output.length, text: "" };
    const item = type === "reasoning"
      ? { id, type, status: "in_progress", summary: [] }
      : { id, type, status: "in_progress", role: "assistant", content: [] };
    const frames = [
      this.#event("response.output_item.added", { output_index: open.index, item }),
    ];
    if (type === "message") {
      frames.push(this.#event("response.content_part.added", {
        ...{ item_id: id, output_index: open.index, content_index: 0, part: textPart("") },
      }));
    }
    return frames;
  }

  #close(status = "completed"): SseFrame[] {
    const open = this.#open;
    if (open === undefined) return [];
    this.#open = undefined;
    const { id, type, index, text } = open;
    const place = { item_id: id, output_index: index };
    const frames: SseFrame[] = [];
    let item: Item;
    if (type === "reasoning") {
      // What comes back as `encrypted_content` in the next request is read as the thoughts.
      const summary = [{ type: "summary_text", text }];
      item = { id, type, status, summary, encrypted_content: text };
      const fields = { ...place, summary_index: 0, text };
      frames.push(this.#event("response.reasoning_summary_text.done", fields));
    } else {
      const part = textPart(text);
      item = { id, type, status, role: "assistant", content: [part] };
      const fields = { ...place, content_index: 0 };
      frames.push(
        this.#event("response.output_text.done", { ...fields, text, logprobs: [] }),
        this.#event("response.content_part.done", { ...fields, part }),
      );
    }
    this.#output.push(item);
    return [...frames, this.#event("response.output_item.done", { output_index: index, item })];
  }

  #call({ id: call_id, function: { name, arguments: values } }: NativeToolCall): SseFrame[] {
    const frames = this.#close();
    const output_index = this.#output.length;
    const id = this.#newId("fc_");
    const text = jsonText(values);
    const begun = {
      ...{ id, type: "function_call", status: "in_progress", call_id, name, arguments: "" },
    };
    const item = { ...begun, status: "completed", arguments: text };
    this.#output.push(item);
    const place = { item_id: id, output_index };
    const prefix = "response.function_call_arguments";
    return [
      ...frames,
      this.#event("response.output_item.added", { output_index, item: begun }),
      this.#event(`${prefix}.delta`, { ...place, delta: text }),
      this.#event(`${prefix}.done`, { ...place, name, arguments: text }),
      this.#event("response.output_item.done", { output_index, item }),
    ];
  }

  #event(type: string, fields: object): SseFrame {
    return { event: type, data: { type, sequence_number: this.#sequence++, ...fields } };
  }
}

function textPart(text: string) {
  return { type: "output_text", text, annotations: [], logprobs: [] };
}

function usageOf({ prompt_eval_count: input = 0, eval_count: output = 0 }: AnswerEnd) {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
}
