import { Hono } from "../../../deps/hono.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";

/** `GET /metrics`: what the server counts, in Prometheus' text format. */
export function metricsRoute({ metrics, scheduler }: ServerContext): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().get("/metrics", (c) =>
    c.body(metrics.text(scheduler), 200, {
      "content-type": "text/plain; version=0.0.4; charset=utf-8",
    }));
}
