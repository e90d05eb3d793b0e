import { HologramError } from "../../../base/mod.ts";
import { Hono } from "../../../deps/hono.ts";
import { parseModelName } from "../../../store/mod.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { createModel } from "../../creation/create_model.ts";
import type { CreateStatus } from "../../creation/model_source.ts";
import { requestedName } from "../../find_model.ts";
import { ndjsonResponse } from "../../ndjson_response.ts";
import { readBody } from "../../read_body.ts";
import { type CreateRequest, createRequest } from "../../schemas/create_request.ts";

/**
 * `POST /api/create`: makes a model of another one, of an ONNX or `.holo` file or folder that `from` names, or of
 * uploaded files. Tells its progress as `{status, completed, total}`, with `verbose` what each pass did, and ends with
 * `success`.
 */
export function createRoute(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().post("/api/create", async (c) => {
    const request = await readBody(c.req.raw, createRequest);
    const name = parseModelName(requestedName(request), context.store);
    requireSource(request);
    const create = async (onStatus: (status: CreateStatus) => void, signal: AbortSignal) => {
      await using temporary = await context.store.blobs.createTemporary();
      const options = { origin: c.env, folder: temporary.path, signal, onStatus };
      await createModel(context, name, request, options);
    };
    if (request.stream === false) {
      await create(() => {}, c.env.signal);
      return c.json({ status: "success" });
    }
    return await ndjsonResponse(async (send, signal) => {
      await create(send, signal);
      send({ status: "success" });
    }, c.env.signal);
  });
}

function requireSource({ from, files }: CreateRequest): void {
  if (from || (files && Object.keys(files).length > 0)) return;
  throw new HologramError("neither 'from' or 'files' was specified", { kind: "invalid" });
}
