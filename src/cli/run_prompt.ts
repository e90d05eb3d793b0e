import type { CliContext } from "./cli_context.ts";
import type { ApiClient } from "./client.ts";
import { type GenerationTimings, generationTimings } from "./format/generation_timings.ts";
import { type AnswerStyle, streamAnswer } from "./stream_answer.ts";

/** How an answer to a prompt is printed. */
export interface PromptStyle extends AnswerStyle {
  /** Print text as it comes, not when it is complete. */
  stream: boolean;
  /** Print the whole answer as JSON. */
  json: boolean;
}

/**
 * Has a model continue a prompt, and prints what it says.
 *
 * @param body The body of `POST /api/generate`; without a `prompt` the model is only loaded.
 */
export async function runPrompt(
  { terminal, signal }: CliContext,
  client: ApiClient,
  body: Record<string, unknown> & { prompt?: string },
  { stream, json, ...style }: PromptStyle,
): Promise<void> {
  const path = "/api/generate";
  if (json || body.prompt === undefined) {
    const response = await client.send(path, { body: { ...body, stream: false }, signal });
    const answer = await response.json() as GenerationTimings;
    if (json) terminal.print(JSON.stringify(answer, null, 2) + "\n");
    if (style.verbose) terminal.note(generationTimings(answer));
    return;
  }
  const request = { path, body: { ...body, stream }, signal } as const;
  const { complete } = await streamAnswer(terminal, client, request, style);
  if (!complete) throw signal.reason;
}
