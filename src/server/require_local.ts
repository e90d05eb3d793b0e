import { HologramError } from "../base/mod.ts";
import type { RequestOrigin } from "./context.ts";

/**
 * Refuses a request that names a path when it comes from another machine, where the path means another file.
 *
 * @throws {HologramError} `forbidden`
 */
export function requireLocal(origin: RequestOrigin, what: string): void {
  if (!origin.local) {
    throw new HologramError(`${what} works only on the machine of the server`, {
      kind: "forbidden",
    });
  }
}
