import { API_VERSION, VERSION } from "../../base/mod.ts";
import { Hono } from "../../deps/hono.ts";
import type { AppEnvironment, ServerContext } from "../context.ts";
import { jsonResponse } from "../json_response.ts";
import { requireReady } from "../require_ready.ts";

/**
 * `GET /` and `GET /api/version`: who is there. `GET /healthz`: whether the process answers. `GET /readyz`: whether it
 * takes requests and its store can be read.
 */
export function healthRoutes(context: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>()
    .get("/", () =>
      new Response("Hologram is running", {
        headers: { "content-type": "text/plain; charset=utf-8" },
      }))
    .get("/api/version", () => jsonResponse({ version: VERSION, api: API_VERSION }))
    .get("/healthz", () => jsonResponse({ status: "ok" }))
    .get("/readyz", async () => {
      await requireReady(context);
      return jsonResponse({ status: "ready" });
    });
}
