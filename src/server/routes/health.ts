import { API_VERSION, VERSION } from "../../base/mod.ts";
import { Hono } from "../../deps/hono.ts";
import type { AppEnvironment } from "../context.ts";

/** `GET /` and `GET /api/version`: who is there. */
export function healthRoutes(): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>()
    .get("/", (c) => c.text("Hologram is running"))
    .get("/api/version", (c) => c.json({ version: VERSION, api: API_VERSION }));
}
