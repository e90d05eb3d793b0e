import type { AnswerEnd, ChatChunk } from "../../answers/chunks.ts";
import type { SseFrame } from "../../sse_response.ts";
import { truncatedField } from "../../truncated_header.ts";
import { type ChatLogprobs, chatLogprobs, openaiToolCall } from "./chat_parts.ts";
import {
  type CompletionHead,
  completionUsage,
  finishReason,
  SYSTEM_FINGERPRINT,
} from "./completion_head.ts";

/** What a stream of chat completions is made with. */
export interface ChatFramesOptions {
  /** How many answers come. */
  n: number;
  /** Whether the token counts come at the end. */
  includeUsage: boolean;
}

interface ChoiceState {
  begun: boolean;
  calls: number;
  end?: AnswerEnd;
}

/** Turns the pieces of native answers into the frames of a streamed chat completion. */
export class ChatFrames {
  readonly #head: CompletionHead;
  readonly #options: ChatFramesOptions;
  readonly #choices: ChoiceState[];

  /** Begins a stream. */
  constructor(head: CompletionHead, options: ChatFramesOptions) {
    this.#head = head;
    this.#options = options;
    this.#choices = Array.from({ length: options.n }, () => ({ begun: false, calls: 0 }));
  }

  /** The frames of a piece of the answer at an index. */
  push(index: number, chunk: ChatChunk): SseFrame[] {
    const state = this.#choices[index]!;
    const deltas = this.#deltas(state, chunk);
    const logprobs = chatLogprobs(chunk.logprobs);
    if (deltas.length === 0 && (logprobs || (chunk.done && !state.begun))) {
      deltas.push({ content: "" });
    }
    const frames = deltas.map((delta, i) => {
      const role = state.begun ? {} : { role: "assistant" };
      state.begun = true;
      const isLast = i === deltas.length - 1;
      return this.#choice(index, { ...role, ...delta }, null, isLast ? logprobs : undefined);
    });
    if (chunk.done) {
      state.end = chunk;
      const reason = finishReason(chunk.done_reason, state.calls > 0);
      const told = this.#options.includeUsage ? {} : truncatedField(chunk.truncated);
      frames.push(this.#choice(index, {}, reason, undefined, told));
    }
    return frames;
  }

  /** The frames after the last piece of the last answer. */
  end(): SseFrame[] {
    const done: SseFrame = { data: "[DONE]" };
    if (!this.#options.includeUsage) return [done];
    const ends = this.#choices.map(({ end }) => end);
    const truncated = ends.find((end) => end?.truncated)?.truncated;
    const usage = completionUsage(ends, this.#options.n);
    return [this.#frame([], { usage, ...truncatedField(truncated) }), done];
  }

  #deltas(state: ChoiceState, { message }: ChatChunk): Record<string, unknown>[] {
    const deltas: Record<string, unknown>[] = [];
    if (message.thinking) deltas.push({ reasoning: message.thinking });
    if (message.content) deltas.push({ content: message.content });
    if (message.tool_calls && message.tool_calls.length > 0) {
      const tool_calls = message.tool_calls.map((call) => ({
        ...openaiToolCall(call),
        index: state.calls++,
      }));
      deltas.push({ tool_calls });
    }
    return deltas;
  }

  #choice(
    index: number,
    delta: Record<string, unknown>,
    finish_reason: string | null,
    logprobs?: ChatLogprobs,
    more: object = {},
  ): SseFrame {
    const choice = { index, delta, finish_reason, ...(logprobs ? { logprobs } : {}) };
    return this.#frame([choice], more);
  }

  #frame(choices: unknown[], more: object): SseFrame {
    const { id, created, model } = this.#head;
    const data = {
      id,
      object: "chat.completion.chunk",
      created,
      model,
      system_fingerprint: SYSTEM_FINGERPRINT,
      choices,
      ...more,
    };
    return { data };
  }
}
