import { Hono } from "../../../deps/hono.ts";
import * as z from "../../../deps/zod.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { findModel } from "../../find_model.ts";
import { readBody } from "../../read_body.ts";

const deleteRequest = z.object({ model: z.string().optional(), name: z.string().optional() });

/** `DELETE /api/delete`: removes a model, unloading it first; a busy one is refused. */
export function deleteRoute(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().delete("/api/delete", async (c) => {
    const model = await findModel(context, await readBody(c.req.raw, deleteRequest));
    await context.scheduler.unload(model.holo().digest);
    await context.store.remove(model.name);
    return c.body(null);
  });
}
