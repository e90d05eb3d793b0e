import { Hono } from "../../../deps/hono.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { requestedPull } from "../../exchange/pull_model.ts";
import { remoteFailure } from "../../exchange/transfer_status.ts";
import { requestedName } from "../../find_model.ts";
import { ndjsonResponse } from "../../ndjson_response.ts";
import { readBody } from "../../read_body.ts";
import { pullRequest } from "../../schemas/pull_request.ts";

/**
 * `POST /api/pull`: brings a model from Hugging Face or a registry. Tells its progress as `{status, digest, total,
 * completed}` and ends with `{status: "success", model}`, the model being its name here; with `dry_run` only
 * `{status: "success", plan}`.
 */
export function pullRoute(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().post("/api/pull", async (c) => {
    const request = await readBody(c.req.raw, pullRequest);
    const pull = await requestedPull(context, requestedName(request), request);
    const { model } = pull;
    try {
      if (request.dry_run) {
        return c.json({ status: "success", plan: await pull.plan(c.env.signal) });
      }
      if (request.stream === false) {
        await pull.run({ signal: c.env.signal, onStatus: () => {} });
        return c.json({ status: "success", model });
      }
    } catch (error) {
      throw remoteFailure(error);
    }
    return await ndjsonResponse(async (send, signal) => {
      send({ status: "pulling manifest" });
      await pull.run({ signal, onStatus: send });
      send({ status: "success", model });
    }, c.env.signal);
  });
}
