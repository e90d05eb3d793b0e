import { Hono } from "../../../deps/hono.ts";
import { answerChat } from "../../answers/answer_chat.ts";
import type { ChatChunk } from "../../answers/chunks.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { readBody } from "../../read_body.ts";
import { chatRequest } from "../../schemas/chat_request.ts";
import { streamAnswer } from "./stream_answer.ts";

/** `POST /api/chat`: answers a conversation. An empty one only loads the model. */
export function chatRoute(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().post("/api/chat", async (c) => {
    const request = await readBody(c.req.raw, chatRequest);
    return await streamAnswer((signal) => answerChat(context, request, signal), {
      stream: request.stream !== false,
      join: joinChunks,
      signal: c.env.signal,
    });
  });
}

/** Two pieces of an answer as one. */
function joinChunks(before: ChatChunk, piece: ChatChunk): ChatChunk {
  const a = before.message;
  const b = piece.message;
  const thinking = (a.thinking ?? "") + (b.thinking ?? "");
  const calls = [...a.tool_calls ?? [], ...b.tool_calls ?? []];
  const logprobs = [...before.logprobs ?? [], ...piece.logprobs ?? []];
  return {
    ...piece,
    message: {
      role: "assistant",
      content: a.content + b.content,
      ...(thinking === "" ? {} : { thinking }),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    },
    ...(logprobs.length === 0 ? {} : { logprobs }),
  };
}
