import { HologramError } from "../base/mod.ts";
import type { Config } from "../config/mod.ts";
import type { Context, MiddlewareHandler } from "../deps/hono.ts";
import type { AppEnvironment } from "./context.ts";
import { guardBody } from "./guard_body.ts";
import { isLocalHost, isLoopbackHost } from "./guard_host.ts";
import { keyChecker, UnauthorizedError } from "./guard_key.ts";
import { allowedOrigins, guardOrigin, originMatcher } from "./guard_origin.ts";
import { errorResponseFor } from "./routes/v1_errors.ts";

const PREFLIGHT_SECONDS = 12 * 60 * 60;
const ALLOWED_METHODS = "GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS";
/** Headers that pages may send: those of the usual clients of the three APIs. */
const ALLOWED_HEADERS = [
  ...["Authorization", "Content-Type", "User-Agent", "Accept", "X-Requested-With", "OpenAI-Beta"],
  ...["lang", "package-version", "os", "arch", "runtime", "runtime-version", "retry-count", "async"]
    .map((name) => `x-stainless-${name}`),
  ...["helper-method", "poll-helper", "custom-poll-interval", "timeout"]
    .map((name) => `x-stainless-${name}`),
  ...["x-api-key", "anthropic-version", "anthropic-beta"],
  ...["anthropic-dangerous-direct-browser-access", "inference-header-content-length"],
].join(", ");

/**
 * What stands before every route: refuses requests under a foreign host name, from pages of foreign origins, without
 * the key, or too large; answers preflights, and tells browsers what a page may read.
 *
 * @param boundHost The address that the server listens on; `undefined` on a Unix socket and inside one process.
 */
export function guardRequests(
  config: Config,
  boundHost: string | undefined,
): MiddlewareHandler<AppEnvironment> {
  const { origins, api_key, max_body_mb } = config.server;
  const isOriginAllowed = originMatcher(allowedOrigins(origins));
  const hasKey = keyChecker(api_key);
  const checksHost = boundHost !== undefined && isLoopbackHost(boundHost);
  const ownName = checksHost ? Deno.hostname() : "";
  const allowOrigin = (c: Context<AppEnvironment>, origin: string) => {
    c.res.headers.set("access-control-allow-origin", origins.includes("*") ? "*" : origin);
    c.res.headers.append("vary", "Origin");
  };
  return async (c, next) => {
    const { raw } = c.req;
    if (checksHost && !isLocalHost(new URL(raw.url).hostname, ownName)) {
      return new Response(null, { status: 403 });
    }
    guardOrigin(raw, isOriginAllowed);
    const origin = raw.headers.get("origin");
    if (origin !== null && raw.method === "OPTIONS") {
      c.res = preflight();
    } else if (!hasKey(raw)) {
      c.res = errorResponseFor(c.req.path, new UnauthorizedError());
      c.res.headers.set("www-authenticate", 'Bearer realm="hologram"');
    } else {
      const guarded = guardBody(raw, max_body_mb * 2 ** 20);
      if (guarded instanceof HologramError) {
        c.res = errorResponseFor(c.req.path, guarded);
      } else {
        c.req.raw = guarded;
        await next();
      }
    }
    if (origin !== null) {
      allowOrigin(c, origin);
      c.res.headers.set("access-control-expose-headers", "inference-header-content-length");
    }
  };
}

function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-methods": ALLOWED_METHODS,
      "access-control-allow-headers": ALLOWED_HEADERS,
      "access-control-max-age": String(PREFLIGHT_SECONDS),
    },
  });
}
