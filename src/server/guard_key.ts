import { createHash, timingSafeEqual } from "node:crypto";
import { HologramError } from "../base/mod.ts";

/** Paths that need no key: who is there, and whether it is well. */
const OPEN_PATHS = new Set(["/", "/healthz", "/readyz"]);

/**
 * Tells whether a request brings the key, as `Authorization: Bearer KEY` or `x-api-key: KEY`, or needs none. The time
 * that it takes does not depend on how much of a wrong key is right.
 */
export function keyChecker(key: string): (request: Request) => boolean {
  if (key === "") return () => true;
  const expected = sha256(key);
  const isKey = (given: string) => timingSafeEqual(sha256(given), expected);
  return (request) => {
    if (OPEN_PATHS.has(new URL(request.url).pathname)) return true;
    const { headers } = request;
    const bearer = /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1];
    return [bearer, headers.get("x-api-key")?.trim()]
      .some((given) => given !== undefined && isKey(given));
  };
}

/** The refusal of a request without the key: status 401. */
export class UnauthorizedError extends HologramError {
  /** Makes the refusal. */
  constructor() {
    super("unauthorized", {
      kind: "forbidden",
      hint: "Send the key of the server as Authorization: Bearer KEY (commands: HOLOGRAM_API_KEY)",
    });
  }

  /** Tells the client that a key is missing. */
  override get status(): number {
    return 401;
  }
}

function sha256(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
