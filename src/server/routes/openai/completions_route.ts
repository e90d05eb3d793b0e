import { Hono } from "../../../deps/hono.ts";
import { answerGenerate } from "../../answers/answer_generate.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import type { GenerateRequest } from "../../schemas/generate_request.ts";
import { openaiCompletionRequest } from "../../schemas/openai_completion_request.ts";
import { sseResponse } from "../../sse_response.ts";
import { readV1Body } from "../v1_body.ts";
import { openaiErrorBody } from "../v1_errors.ts";
import { truncatedHeader } from "../../truncated_header.ts";
import { CompletionFrames } from "./completion_frames.ts";
import { newHead } from "./completion_head.ts";
import { completionToNative } from "./completion_to_native.ts";
import { mergeChoices } from "./merge_choices.ts";
import { seeded } from "./seeded.ts";
import { textCompletion } from "./text_completion.ts";

/** `POST /v1/completions`: continues a text, or several, whole or streamed. */
export function completionsRoute(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().post("/v1/completions", async (c) => {
    const request = await readV1Body(c.req.raw, openaiCompletionRequest);
    const n = request.n ?? 1;
    const natives = completionToNative(request).flatMap((native) => seeded(native, n));
    const echoes = natives.map(({ prompt }) => request.echo ? prompt ?? "" : "");
    const head = newHead("cmpl-", request.model, context);
    const answers = natives.map((native: GenerateRequest) => (signal: AbortSignal) =>
      answerGenerate(context, native, signal)
    );
    if (!request.stream) {
      const pieces = mergeChoices(answers, c.env.signal);
      const { body, truncated } = await textCompletion(head, { echoes, n }, pieces);
      return c.json(body, 200, truncatedHeader(truncated));
    }
    const includeUsage = request.stream_options?.include_usage ?? false;
    return await sseResponse({
      async *frames(signal) {
        const frames = new CompletionFrames(head, { echoes, n, includeUsage });
        for await (const { index, chunk } of mergeChoices(answers, signal)) {
          yield* frames.push(index, chunk);
        }
        yield* frames.end();
      },
      failure: (error) => ({ data: openaiErrorBody(error) }),
    }, c.env.signal);
  });
}
