import { Hono } from "../../../deps/hono.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { remoteModel } from "../../exchange/remote_model.ts";
import { searchEverywhere } from "../../exchange/search_everywhere.ts";
import { jsonResponse } from "../../json_response.ts";
import { readQuery } from "../../read_body.ts";
import { remoteQuery, searchQuery } from "../../schemas/lookup_query.ts";

/**
 * `GET /api/search`: models that could be pulled. `GET /api/remote`: what there is of one of them, its tags in a
 * registry or its variants on Hugging Face.
 */
export function lookupRoutes(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>()
    .get("/api/search", async (c) => {
      const { q, limit } = readQuery(c.req.url, searchQuery);
      return jsonResponse(await searchEverywhere(context, q, { limit, signal: c.env.signal }));
    })
    .get("/api/remote", async (c) => {
      const { name, insecure } = readQuery(c.req.url, remoteQuery);
      const options = { insecure: insecure === "true", signal: c.env.signal };
      return jsonResponse(await remoteModel(context, name, options));
    });
}
