import type { Hono } from "../deps/hono.ts";
import type { AppEnvironment } from "./context.ts";

const METHODS = ["GET", "POST", "PUT", "DELETE"];

/** The methods that a path has, besides that of a request that found nothing. */
export function methodsAt(app: Hono<AppEnvironment>, path: string): string[] {
  return METHODS.filter((method) =>
    app.router.match(method, path)[0].some(([handler]) => handler[1].method !== "ALL")
  );
}
