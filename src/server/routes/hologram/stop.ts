import { HologramError } from "../../../base/mod.ts";
import { Hono } from "../../../deps/hono.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";
import { findModel, runnable } from "../../find_model.ts";
import { readBody } from "../../read_body.ts";
import { stopRequest } from "../../schemas/stop_request.ts";

/**
 * `POST /api/stop`: unloads a model now; requests that use it fail. To let them finish, send `/api/generate` a
 * `keep_alive` of 0.
 */
export function stopRoute(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().post("/api/stop", async (c) => {
    const model = await findModel(context, await readBody(c.req.raw, stopRequest));
    if (!(await context.scheduler.stop(runnable(model)))) {
      throw new HologramError(`model '${model.displayName}' is not running`, {
        kind: "not_found",
      });
    }
    return c.body(null);
  });
}
