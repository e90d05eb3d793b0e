import { Hono } from "../../../deps/hono.ts";
import { join } from "../../../deps/path.ts";
import * as z from "../../../deps/zod.ts";
import { parseModelName } from "../../../store/mod.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { requestedName } from "../../find_model.ts";
import { ndjsonResponse } from "../../ndjson_response.ts";
import { readBody } from "../../read_body.ts";
import { requireLocal } from "../../require_local.ts";
import { storeHolo } from "../../store_holo.ts";

const createRequest = z.object({
  model: z.string().optional(),
  name: z.string().optional(),
  from: z.string(),
  stream: z.boolean().nullish(),
  verbose: z.boolean().nullish(),
});

/**
 * `POST /api/create`: compiles the ONNX file or folder that `from` names and stores it. Tells its progress as
 * `{status, completed, total}`, with `verbose` what each pass did, and ends with `success`.
 */
export function createRoute(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().post("/api/create", async (c) => {
    const request = await readBody(c.req.raw, createRequest);
    const name = parseModelName(requestedName(request), context.store);
    requireLocal(c.env, "Creating a model from a path");
    const create = async (onStatus: (status: unknown) => void, signal: AbortSignal) => {
      const temporary = await context.store.blobs.createTemporary();
      try {
        const path = join(temporary.path, "model.holo");
        const compiled = await context.scheduler.compile(
          { from: request.from, output: path },
          {
            signal,
            onEvent: ({ phase, completed, total }) => onStatus({ status: phase, completed, total }),
          },
        );
        if (request.verbose) {
          for (const report of compiled.reports) onStatus({ status: report });
        }
        onStatus({ status: "writing manifest" });
        await storeHolo(context.store, name, { path, ...compiled });
      } finally {
        await temporary.remove();
      }
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
