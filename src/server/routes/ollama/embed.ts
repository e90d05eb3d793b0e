import { HologramError } from "../../../base/mod.ts";
import { Hono } from "../../../deps/hono.ts";
import { answerEmbed } from "../../answers/answer_embed.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { requestedName } from "../../find_model.ts";
import { jsonResponse } from "../../json_response.ts";
import { readBody } from "../../read_body.ts";
import { embeddingsRequest, embedRequest } from "../../schemas/embed_request.ts";

/**
 * `POST /api/embed`: turns texts into vectors of length 1. `POST /api/embeddings`, the older way: one text, whose vector
 * is as the model gives it.
 */
export function embedRoutes(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>()
    .post("/api/embed", async (c) => {
      const request = await readBody(c.req.raw, embedRequest);
      return jsonResponse(await answerEmbed(context, request, c.env.signal));
    })
    .post("/api/embeddings", async (c) => {
      const { prompt, ...request } = await readBody(c.req.raw, embeddingsRequest);
      if (requestedName(request) === "") {
        throw new HologramError("model is required", { kind: "invalid" });
      }
      const { embeddings: [embedding = []], truncated } = await answerEmbed(
        context,
        { ...request, input: prompt },
        c.env.signal,
        { normalize: false },
      );
      return jsonResponse({ embedding, truncated });
    });
}
