import { Hono } from "../../../deps/hono.ts";
import * as z from "../../../deps/zod.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { readBody } from "../../read_body.ts";
import { answerGeneration, generationFields, refuseUnsupported } from "./generation.ts";

const chatRequest = z.object({
  ...generationFields,
  messages: z.array(z.object({
    role: z.string(),
    content: z.string().nullish(),
    images: z.array(z.string()).nullish(),
    tool_calls: z.array(z.unknown()).nullish(),
  })).nullish(),
  tools: z.array(z.unknown()).nullish(),
});

/** `POST /api/chat`: answers a conversation. An empty one only loads the model. */
export function chatRoute(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().post("/api/chat", async (c) => {
    const request = await readBody(c.req.raw, chatRequest);
    const messages = request.messages ?? [];
    refuseUnsupported(request, {
      tools: request.tools,
      images: messages.flatMap(({ images }) => images ?? []),
      "tool calls": messages.flatMap(({ tool_calls }) => tool_calls ?? []),
    });
    const params = messages.length === 0 ? undefined : {
      messages: messages.map(({ role, content }) => ({
        role: role.toLowerCase(),
        content: content ?? "",
      })),
      options: request.options ?? undefined,
    };
    return await answerGeneration(
      c,
      context,
      request,
      params,
      (content) => ({ message: { role: "assistant", content } }),
    );
  });
}
