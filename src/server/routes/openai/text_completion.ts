import type { AnswerEnd, GenerateChunk, TokenLogprob, Truncated } from "../../answers/chunks.ts";
import {
  type CompletionHead,
  completionUsage,
  finishReason,
  SYSTEM_FINGERPRINT,
} from "./completion_head.ts";
import { legacyLogprobs } from "./legacy_logprobs.ts";
import type { ChoicePiece } from "./merge_choices.ts";

/** How many answers a text completion has, and what they begin with. */
export interface TextChoices {
  /** What each answer begins with: its prompt where the request asks for an echo, else nothing. */
  echoes: readonly string[];
  /** How many answers each prompt has; they follow one another. */
  n: number;
}

/** A whole answer of `POST /v1/completions`. */
export interface TextCompletion {
  /** The response's body. */
  body: Record<string, unknown>;
  /** What was left out of a prompt that was too long. */
  truncated: Truncated | undefined;
}

/** Puts the pieces of several answers together. */
export async function textCompletion(
  head: CompletionHead,
  { echoes, n }: TextChoices,
  pieces: AsyncIterable<ChoicePiece<GenerateChunk>>,
): Promise<TextCompletion> {
  const choices = echoes.map((text) => ({
    text,
    logprobs: [] as TokenLogprob[],
    end: {} as AnswerEnd,
  }));
  for await (const { index, chunk } of pieces) {
    const choice = choices[index]!;
    choice.text += chunk.response;
    choice.logprobs.push(...chunk.logprobs ?? []);
    if (chunk.done) choice.end = chunk;
  }
  const ends = choices.map(({ end }) => end);
  const body = {
    id: head.id,
    object: "text_completion",
    created: head.created,
    model: head.model,
    system_fingerprint: SYSTEM_FINGERPRINT,
    choices: choices.map(({ text, logprobs, end }, index) => ({
      text,
      index,
      logprobs: legacyLogprobs(logprobs, 0),
      finish_reason: finishReason(end.done_reason, false),
    })),
    usage: completionUsage(ends, n),
  };
  return { body, truncated: ends.find(({ truncated }) => truncated)?.truncated };
}
