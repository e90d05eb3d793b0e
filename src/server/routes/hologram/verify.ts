import { HologramError } from "../../../base/mod.ts";
import { Hono } from "../../../deps/hono.ts";
import { verifyHolo } from "../../../holo/mod.ts";
import type { AppEnvironment, RequestOrigin, ServerContext } from "../../context.ts";
import { findModel } from "../../find_model.ts";
import { ndjsonResponse } from "../../ndjson_response.ts";
import { readBody } from "../../read_body.ts";
import { requireLocal } from "../../require_local.ts";
import { type VerifyRequest, verifyRequest } from "../../schemas/verify_request.ts";

/**
 * `POST /api/verify`: reads a model's file, or the file at a path, and compares every hash. Tells its progress as
 * `{status, completed, total}` and ends with `{status: "success", report}`.
 */
export function verifyRoute(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().post("/api/verify", async (c) => {
    const request = await readBody(c.req.raw, verifyRequest);
    const { path, expected } = await verified(c.env, context, request);
    return await ndjsonResponse(async (send, signal) => {
      const report = await verifyHolo(path, {
        signal,
        onProgress: (completed, total) => send({ status: "verifying", completed, total }),
      });
      if (expected !== undefined && report.digest !== expected) {
        report.problems.push({ message: `the store knows it as ${expected}` });
      }
      send({ status: "success", report });
    }, c.env.signal);
  });
}

async function verified(
  origin: RequestOrigin,
  context: ServerContext,
  { model, path }: VerifyRequest,
): Promise<{ path: string; expected?: string }> {
  if (path === undefined) {
    const holo = (await findModel(context, { model })).holo();
    return { path: holo.path, expected: holo.digest };
  }
  if (model !== undefined) {
    throw new HologramError("A model or a path is verified, not both", { kind: "invalid" });
  }
  requireLocal(origin, "Verifying a path");
  return { path };
}
