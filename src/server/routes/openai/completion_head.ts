import type { AnswerEnd } from "../../answers/chunks.ts";
import type { ServerContext } from "../../context.ts";
import { hexId } from "../v1_id.ts";

/** What every part of an answer of OpenAI's completions has in common. */
export interface CompletionHead {
  /** Identifies the answer. */
  id: string;
  /** When it was begun, in seconds of the Unix epoch. */
  created: number;
  /** The model's name, as the request gave it. */
  model: string;
}

/** How many tokens an answer took. */
export interface CompletionUsage {
  /** Tokens of the prompt. */
  prompt_tokens: number;
  /** Tokens of the answers. */
  completion_tokens: number;
  /** Both. */
  total_tokens: number;
}

/** Stands for the program that answers, where OpenAI's API names its own. */
export const SYSTEM_FINGERPRINT = "fp_hologram";

/**
 * How many tokens several answers took. A prompt counts once, however many answers it has.
 *
 * @param ends The ends of the answers, in the order of their indices.
 * @param perPrompt How many answers each prompt has.
 */
export function completionUsage(
  ends: readonly (AnswerEnd | undefined)[],
  perPrompt: number,
): CompletionUsage {
  const prompts = ends.filter((_, index) => index % perPrompt === 0);
  const prompt_tokens = prompts.reduce((sum, end) => sum + (end?.prompt_eval_count ?? 0), 0);
  const completion_tokens = ends.reduce((sum, end) => sum + (end?.eval_count ?? 0), 0);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

/** Why an answer ended, in OpenAI's words. */
export function finishReason(doneReason: string | undefined, hasCalls: boolean): string {
  if (!doneReason) return "stop";
  return doneReason === "stop" && hasCalls ? "tool_calls" : doneReason;
}

/** The head of an answer that begins now. */
export function newHead(
  prefix: string,
  model: string | null | undefined,
  { now, randomBytes }: ServerContext,
): CompletionHead {
  const created = Math.floor(now().getTime() / 1000);
  return { id: hexId(prefix, randomBytes), created, model: model ?? "" };
}
