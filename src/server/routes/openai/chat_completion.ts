import type { AnswerEnd, ChatChunk, TokenLogprob, Truncated } from "../../answers/chunks.ts";
import type { NativeToolCall } from "../../answers/chunks.ts";
import { chatLogprobs, openaiToolCall } from "./chat_parts.ts";
import {
  type CompletionHead,
  completionUsage,
  finishReason,
  SYSTEM_FINGERPRINT,
} from "./completion_head.ts";
import type { ChoicePiece } from "./merge_choices.ts";

/** A whole answer of `POST /v1/chat/completions`. */
export interface ChatCompletion {
  /** The response's body. */
  body: Record<string, unknown>;
  /** What was left out of a prompt that was too long. */
  truncated: Truncated | undefined;
}

interface Choice {
  content: string;
  thinking: string;
  calls: NativeToolCall[];
  logprobs: TokenLogprob[];
  end: AnswerEnd;
}

/** Puts the pieces of `n` answers together. */
export async function chatCompletion(
  head: CompletionHead,
  n: number,
  pieces: AsyncIterable<ChoicePiece<ChatChunk>>,
): Promise<ChatCompletion> {
  const choices = Array.from(
    { length: n },
    (): Choice => ({ content: "", thinking: "", calls: [], logprobs: [], end: {} }),
  );
  for await (const { index, chunk } of pieces) {
    const choice = choices[index]!;
    choice.content += chunk.message.content ?? "";
    choice.thinking += chunk.message.thinking ?? "";
    choice.calls.push(...chunk.message.tool_calls ?? []);
    choice.logprobs.push(...chunk.logprobs ?? []);
    if (chunk.done) choice.end = chunk;
  }
  const ends = choices.map(({ end }) => end);
  const body = {
    id: head.id,
    object: "chat.completion",
    created: head.created,
    model: head.model,
    system_fingerprint: SYSTEM_FINGERPRINT,
    choices: choices.map(choiceBody),
    usage: completionUsage(ends, n),
  };
  return { body, truncated: ends.find(({ truncated }) => truncated)?.truncated };
}

function choiceBody({ content, thinking, calls, logprobs, end }: Choice, index: number) {
  return {
    index,
    message: {
      role: "assistant",
      content,
      ...(thinking === "" ? {} : { reasoning: thinking }),
      ...(calls.length === 0 ? {} : { tool_calls: calls.map(openaiToolCall) }),
    },
    logprobs: chatLogprobs(logprobs) ?? null,
    finish_reason: finishReason(end.done_reason, calls.length > 0),
  };
}
