import { HologramError } from "../../../base/mod.ts";
import { Hono } from "../../../deps/hono.ts";
import * as z from "../../../deps/zod.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { findModel } from "../../find_model.ts";
import { readBody } from "../../read_body.ts";

const deleteRequest = z.object({
  model: z.string().optional(),
  name: z.string().optional(),
  force: z.boolean().nullish(),
});

/** `DELETE /api/delete`: removes a model, unloading it first; a busy one is refused, or with `force` stopped. */
export function deleteRoute(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().delete("/api/delete", async (c) => {
    const request = await readBody(c.req.raw, deleteRequest);
    const model = await findModel(context, request);
    const { digest } = model.holo();
    if (request.force) await context.scheduler.stop(digest);
    else if (context.scheduler.isBusy(digest)) {
      throw new HologramError(`model '${model.displayName}' is answering a request`, {
        kind: "conflict",
        hint: `Wait, or remove it anyway: hologram rm -f ${model.displayName}`,
      });
    } else await context.scheduler.unload(digest);
    await context.store.remove(model.name);
    return c.body(null);
  });
}
