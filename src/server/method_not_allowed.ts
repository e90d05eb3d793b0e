import { HologramError } from "../base/mod.ts";
import type { Hono } from "../deps/hono.ts";
import type { AppEnvironment } from "./context.ts";

const METHODS = ["GET", "POST", "PUT", "DELETE"];

/** The methods that a path has, in case a request found nothing there; `HEAD` goes where `GET` does. */
export function methodsAt(app: Hono<AppEnvironment>, path: string): string[] {
  return METHODS
    .filter((method) =>
      app.router.match(method, path)[0].some(([handler]) => handler[1].method !== "ALL")
    )
    .flatMap((method) => method === "GET" ? ["GET", "HEAD"] : [method]);
}

/** The refusal of a method that a path does not have: status 405. */
export class MethodNotAllowedError extends HologramError {
  /** Makes the refusal; `allowed` are the methods that the path has. */
  constructor(method: string, path: string, readonly allowed: readonly string[]) {
    super(`Method ${method} is not allowed at ${path}: it takes ${allowed.join(", ")}`, {
      kind: "invalid",
    });
  }

  /** Tells the client that there is something at the path. */
  override get status(): number {
    return 405;
  }
}
