import { Hono } from "../../../deps/hono.ts";
import { answerChat } from "../../answers/answer_chat.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import type { ChatRequest } from "../../schemas/chat_request.ts";
import { openaiChatRequest } from "../../schemas/openai_chat_request.ts";
import { sseResponse } from "../../sse_response.ts";
import { readV1Body } from "../v1_body.ts";
import { openaiErrorBody } from "../v1_errors.ts";
import { singleCall } from "../v1_single_call.ts";
import { truncatedHeader } from "../../truncated_header.ts";
import { chatCompletion } from "./chat_completion.ts";
import { ChatFrames } from "./chat_frames.ts";
import { chatToNative } from "./chat_to_native.ts";
import { newHead } from "./completion_head.ts";
import { mergeChoices } from "./merge_choices.ts";
import { seeded } from "./seeded.ts";

/** `POST /v1/chat/completions`: answers a conversation, whole or streamed. */
export function chatCompletionsRoute(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().post("/v1/chat/completions", async (c) => {
    const request = await readV1Body(c.req.raw, openaiChatRequest);
    const native = chatToNative(request);
    const n = request.n ?? 1;
    const head = newHead("chatcmpl-", request.model, context);
    const answer = (native: ChatRequest) => (signal: AbortSignal) => {
      const chunks = answerChat(context, native, signal);
      return request.parallel_tool_calls === false ? singleCall(chunks) : chunks;
    };
    const answers = seeded(native, n).map(answer);
    if (!request.stream) {
      const pieces = mergeChoices(answers, c.env.signal);
      const { body, truncated } = await chatCompletion(head, n, pieces);
      return c.json(body, 200, truncatedHeader(truncated));
    }
    const includeUsage = request.stream_options?.include_usage ?? false;
    return await sseResponse({
      async *frames(signal) {
        const frames = new ChatFrames(head, { n, includeUsage });
        for await (const { index, chunk } of mergeChoices(answers, signal)) {
          yield* frames.push(index, chunk);
        }
        yield* frames.end();
      },
      failure: (error) => ({ data: openaiErrorBody(error) }),
    }, c.env.signal);
  });
}
