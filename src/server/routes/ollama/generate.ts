import { Hono } from "../../../deps/hono.ts";
import { answerGenerate } from "../../answers/answer_generate.ts";
import type { GenerateChunk } from "../../answers/chunks.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { readBody } from "../../read_body.ts";
import { generateRequest } from "../../schemas/generate_request.ts";
import { streamAnswer } from "./stream_answer.ts";

/** `POST /api/generate`: continues a prompt. An empty one only loads the model. */
export function generateRoute(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().post("/api/generate", async (c) => {
    const request = await readBody(c.req.raw, generateRequest);
    return await streamAnswer((signal) => answerGenerate(context, request, signal), {
      stream: request.stream !== false,
      join: joinChunks,
      signal: c.env.signal,
    });
  });
}

/** Two pieces of an answer as one. */
function joinChunks(before: GenerateChunk, piece: GenerateChunk): GenerateChunk {
  const thinking = (before.thinking ?? "") + (piece.thinking ?? "");
  const logprobs = [...before.logprobs ?? [], ...piece.logprobs ?? []];
  return {
    ...piece,
    response: before.response + piece.response,
    ...(thinking === "" ? {} : { thinking }),
    ...(logprobs.length === 0 ? {} : { logprobs }),
  };
}
