import { Hono } from "../../../deps/hono.ts";
import { answerChat } from "../../answers/answer_chat.ts";
import { countPrompt } from "../../answers/count_prompt.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { anthropicRequest } from "../../schemas/anthropic_request.ts";
import { sseResponse } from "../../sse_response.ts";
import { readV1Body } from "../v1_body.ts";
import { anthropicErrorBody } from "../v1_errors.ts";
import { hexId } from "../v1_id.ts";
import { singleCall } from "../v1_single_call.ts";
import { truncatedHeader } from "../../truncated_header.ts";
import { anthropicToNative, requireMaxTokens } from "./anthropic_to_native.ts";
import { MessageEvents } from "./message_events.ts";

/**
 * Anthropic's API: `POST /v1/messages` answers a conversation, whole or streamed; `POST /v1/messages/count_tokens` counts
 * the tokens of its prompt. Any `anthropic-version` will do.
 */
export function anthropicRoutes(context: ServerContext): Hono<AppEnvironment> {
  const newId = (prefix: string) => hexId(prefix, context.randomBytes);
  return new Hono<AppEnvironment>()
    .post("/v1/messages", async (c) => {
      const request = await readV1Body(c.req.raw, anthropicRequest);
      requireMaxTokens(request);
      const native = anthropicToNative(request);
      const events = new MessageEvents(newId("msg_"), request.model!);
      const answer = (signal: AbortSignal) => {
        const chunks = answerChat(context, native, signal);
        return request.tool_choice?.disable_parallel_tool_use ? singleCall(chunks) : chunks;
      };
      if (!request.stream) {
        for await (const chunk of answer(c.env.signal)) events.push(chunk);
        return c.json(events.message, 200, truncatedHeader(events.truncated));
      }
      return await sseResponse({
        async *frames(signal) {
          for await (const chunk of answer(signal)) yield* events.push(chunk);
        },
        failure: (error) => ({ event: "error", data: anthropicErrorBody(error, newId("req_")) }),
      }, c.env.signal);
    })
    .post("/v1/messages/count_tokens", async (c) => {
      const request = await readV1Body(c.req.raw, anthropicRequest);
      const { tokens } = await countPrompt(context, anthropicToNative(request), c.env.signal);
      return c.json({ input_tokens: tokens });
    });
}
