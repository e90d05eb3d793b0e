import { HologramError } from "../base/mod.ts";
import type { ServerContext } from "./context.ts";

/**
 * Refuses when the server does not take requests, or its store cannot be read.
 *
 * @throws {HologramError} `unavailable` while it is stopping.
 */
export async function requireReady(
  { scheduler, store }: Pick<ServerContext, "scheduler" | "store">,
): Promise<void> {
  if (scheduler.disposed) {
    throw new HologramError("The server is stopping", { kind: "unavailable" });
  }
  await store.list();
}
