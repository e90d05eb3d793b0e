import { HologramError } from "../../../base/mod.ts";
import { Hono } from "../../../deps/hono.ts";
import type { ModelInUse } from "../../../scheduler/mod.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { findModel, type NamesModel, runnable } from "../../find_model.ts";
import { jsonResponse } from "../../json_response.ts";
import { parseKeepAlive } from "../../keep_alive.ts";
import { readBody } from "../../read_body.ts";
import { detokenizeRequest, tokenizeRequest } from "../../schemas/tokenize_request.ts";

/** `POST /api/tokenize` and `POST /api/detokenize`: a model's tokens of a text, and back. */
export function tokenizeRoutes(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>()
    .post("/api/tokenize", async (c) => {
      const request = await readBody(c.req.raw, tokenizeRequest);
      const text = request.content ?? request.text;
      if (typeof text !== "string") {
        throw new HologramError("Cannot tokenize: content is missing", { kind: "invalid" });
      }
      const params = { text, addSpecialTokens: request.add_special ?? false };
      const { signal } = c.env;
      const { result } = await use(context, request, signal, ({ call }) => {
        return call("tokenize", params, { signal });
      });
      return jsonResponse({ model: request.model ?? request.name, tokens: result.tokens });
    })
    .post("/api/detokenize", async (c) => {
      const request = await readBody(c.req.raw, detokenizeRequest);
      const { signal } = c.env;
      const { result } = await use(context, request, signal, ({ call }) => {
        return call("detokenize", { tokens: request.tokens }, { signal });
      });
      return jsonResponse({ model: request.model ?? request.name, content: result.text });
    });
}

async function use<T>(
  context: ServerContext,
  request: NamesModel & { keep_alive?: number | string | null },
  signal: AbortSignal,
  work: (model: ModelInUse) => Promise<T>,
): Promise<T> {
  const model = runnable(await findModel(context, request));
  const keepAliveMs = parseKeepAlive(request.keep_alive);
  return await context.scheduler.use(model, { signal, keepAliveMs }, work);
}
