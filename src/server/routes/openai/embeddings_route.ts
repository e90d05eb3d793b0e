import { Hono } from "../../../deps/hono.ts";
import { answerEmbed } from "../../answers/answer_embed.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { openaiEmbeddingRequest } from "../../schemas/openai_embedding_request.ts";
import { readV1Body } from "../v1_body.ts";
import { truncatedHeader } from "../../truncated_header.ts";
import { embedToNative } from "./embed_to_native.ts";
import { embeddingList } from "./embedding_list.ts";

/** `POST /v1/embeddings`: turns texts into vectors. */
export function embeddingsRoute(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().post("/v1/embeddings", async (c) => {
    const request = await readV1Body(c.req.raw, openaiEmbeddingRequest);
    const answer = await answerEmbed(context, embedToNative(request), c.env.signal);
    const { truncated } = answer;
    const headers = truncatedHeader(truncated && { messages: 0, tokens: truncated.tokens });
    return c.json(embeddingList(answer, request.encoding_format === "base64"), 200, headers);
  });
}
