import type { MiddlewareHandler } from "../deps/hono.ts";
import type { AppEnvironment } from "./context.ts";
import type { ServerMetrics } from "./metrics/server_metrics.ts";

/** Counts each request, and the seconds until its response begins, under its route rather than its path. */
export function countRequests(metrics: ServerMetrics): MiddlewareHandler<AppEnvironment> {
  return async (c, next) => {
    const start = performance.now();
    await next();
    const { method } = c.req;
    const route = c.req.matchedRoutes.findLast((route) => route.method !== "ALL")?.path ?? "none";
    metrics.requests.add({ method, route, status: String(c.res.status) });
    metrics.latency.observe({ method, route }, (performance.now() - start) / 1000);
  };
}
