import { HologramError } from "../base/mod.ts";

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1\]?)$/;

/**
 * Refuses what a page from elsewhere sends through a browser on this machine: requests with a foreign `Origin`,
 * and requests to a loopback server under a foreign host name (DNS rebinding).
 *
 * @param boundHost The address that the server listens on; `undefined` inside one process.
 * @throws {HologramError} `forbidden`
 */
export function guardOrigin(request: Request, boundHost: string | undefined): void {
  const origin = request.headers.get("origin");
  if (origin !== null && !isLoopbackUrl(origin)) {
    throw new HologramError(`Requests from ${origin} are not allowed`, { kind: "forbidden" });
  }
  if (boundHost === undefined || !isLoopbackHost(boundHost)) return;
  const host = new URL(request.url).hostname;
  if (!isLoopbackHost(host)) {
    throw new HologramError(`Requests for host ${host} are not allowed`, { kind: "forbidden" });
  }
}

/** Whether a host name or address means this machine. */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK.test(host);
}

function isLoopbackUrl(text: string): boolean {
  return URL.canParse(text) && isLoopbackHost(new URL(text).hostname);
}
