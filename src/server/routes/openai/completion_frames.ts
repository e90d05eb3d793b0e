import type { AnswerEnd, GenerateChunk } from "../../answers/chunks.ts";
import type { SseFrame } from "../../sse_response.ts";
import { truncatedField } from "../../truncated_header.ts";
import {
  type CompletionHead,
  completionUsage,
  finishReason,
  SYSTEM_FINGERPRINT,
} from "./completion_head.ts";
import { legacyLogprobs, tokensLength } from "./legacy_logprobs.ts";
import type { TextChoices } from "./text_completion.ts";

/** What a stream of text completions is made with. */
export interface CompletionFramesOptions extends TextChoices {
  /** Whether the token counts come at the end. */
  includeUsage: boolean;
}

interface ChoiceState {
  /** What is still to be sent before the answer. */
  echo: string;
  offset: number;
  end?: AnswerEnd;
}

/** Turns the pieces of native answers into the frames of a streamed text completion. */
export class CompletionFrames {
  readonly #head: CompletionHead;
  readonly #options: CompletionFramesOptions;
  readonly #choices: ChoiceState[];

  /** Begins a stream. */
  constructor(head: CompletionHead, options: CompletionFramesOptions) {
    this.#head = head;
    this.#options = options;
    this.#choices = options.echoes.map((echo) => ({ echo, offset: 0 }));
  }

  /** The frames of a piece of the answer at an index. */
  push(index: number, chunk: GenerateChunk): SseFrame[] {
    const state = this.#choices[index]!;
    const text = state.echo + chunk.response;
    state.echo = "";
    const logprobs = legacyLogprobs(chunk.logprobs, state.offset);
    state.offset += tokensLength(chunk.logprobs);
    if (text === "" && logprobs === null && !chunk.done) return [];
    const finish_reason = chunk.done ? finishReason(chunk.done_reason, false) : null;
    if (chunk.done) state.end = chunk;
    const told = this.#options.includeUsage ? {} : truncatedField(chunk.truncated);
    return [this.#frame([{ text, index, logprobs, finish_reason }], told)];
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

  #frame(choices: unknown[], more: object): SseFrame {
    const { id, created, model } = this.#head;
    const data = {
      id,
      object: "text_completion",
      created,
      model,
      system_fingerprint: SYSTEM_FINGERPRINT,
      choices,
      ...more,
    };
    return { data };
  }
}
