import { API_VERSION, HologramError, VERSION } from "../../base/mod.ts";
import { Hono } from "../../deps/hono.ts";
import type { AppEnvironment, ServerContext } from "../context.ts";
import { errorResponse } from "../error_response.ts";
import { jsonResponse } from "../json_response.ts";

/**
 * `GET /` and `GET /api/version`: who is there. `GET /healthz`: whether the process answers. `GET /readyz`: whether it
 * takes requests and its store can be read.
 */
export function healthRoutes({ scheduler, store }: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>()
    .get("/", () =>
      new Response("Hologram is running", {
        headers: { "content-type": "text/plain; charset=utf-8" },
      }))
    .get("/api/version", () => jsonResponse({ version: VERSION, api: API_VERSION }))
    .get("/healthz", () => jsonResponse({ status: "ok" }))
    .get("/readyz", async () => {
      if (scheduler.disposed) {
        const error = new HologramError("The server is stopping", { kind: "unavailable" });
        return errorResponse(error);
      }
      await store.list();
      return jsonResponse({ status: "ready" });
    });
}
