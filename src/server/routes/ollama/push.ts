import { HologramError } from "../../../base/mod.ts";
import { Hono } from "../../../deps/hono.ts";
import { parseModelName } from "../../../store/mod.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { pushModel } from "../../exchange/push_model.ts";
import { remoteFailure } from "../../exchange/transfer_status.ts";
import { findStored, notFound, requestedName } from "../../find_model.ts";
import { ndjsonResponse } from "../../ndjson_response.ts";
import { readBody } from "../../read_body.ts";
import { pushRequest } from "../../schemas/push_request.ts";

/**
 * `POST /api/push`: sends a model to the registry that its name says. Tells its progress as `{status, digest, total,
 * completed}` and ends with `{status: "success", digest}`, the digest being that of the manifest.
 */
export function pushRoute(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().post("/api/push", async (c) => {
    const request = await readBody(c.req.raw, pushRequest);
    const text = requestedName(request);
    if (text === "") throw new HologramError("model is required", { kind: "invalid" });
    const name = parseModelName(text, context.store);
    const model = await findStored(context, name) ?? notFound(text);
    const push = { model, name, insecure: request.insecure };
    if (request.stream === false) {
      try {
        const options = { signal: c.env.signal, onStatus: () => {} };
        return c.json({ status: "success", digest: await pushModel(context, push, options) });
      } catch (error) {
        throw remoteFailure(error);
      }
    }
    return await ndjsonResponse(async (send, signal) => {
      send({ status: "retrieving manifest" });
      const digest = await pushModel(context, push, { signal, onStatus: send });
      send({ status: "success", digest });
    }, c.env.signal);
  });
}
