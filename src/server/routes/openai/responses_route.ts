import { Hono } from "../../../deps/hono.ts";
import { answerChat } from "../../answers/answer_chat.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { openaiResponsesRequest } from "../../schemas/openai_responses_request.ts";
import { sseResponse } from "../../sse_response.ts";
import { readV1Body } from "../v1_body.ts";
import { hexId } from "../v1_id.ts";
import { singleCall } from "../v1_single_call.ts";
import { truncatedHeader } from "../../truncated_header.ts";
import { ResponseEvents } from "./response_events.ts";
import { responseHead } from "./response_head.ts";
import { responsesToNative } from "./responses_to_native.ts";

/** `POST /v1/responses`: answers a conversation, whole or streamed. Nothing is kept from one request to the next. */
export function responsesRoute(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().post("/v1/responses", async (c) => {
    const request = await readV1Body(c.req.raw, openaiResponsesRequest);
    const native = responsesToNative(request);
    const newId = (prefix: string) => hexId(prefix, context.randomBytes);
    const created = Math.floor(context.now().getTime() / 1000);
    const events = new ResponseEvents(responseHead(request, newId("resp_"), created), newId);
    const answer = (signal: AbortSignal) => {
      const chunks = answerChat(context, native, signal);
      return request.parallel_tool_calls === false ? singleCall(chunks) : chunks;
    };
    if (!request.stream) {
      for await (const chunk of answer(c.env.signal)) events.push(chunk);
      return c.json(events.response, 200, truncatedHeader(events.truncated));
    }
    return await sseResponse({
      async *frames(signal) {
        for await (const chunk of answer(signal)) yield* events.push(chunk);
      },
      failure: (error) => events.fail(error),
    }, c.env.signal);
  });
}
