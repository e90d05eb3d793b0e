import { errorMessage } from "../base/mod.ts";
import type { ServerContext } from "./context.ts";

/** How long a download may wait for somebody to take it up, in milliseconds. */
const WEEK = 7 * 24 * 60 * 60 * 1000;

/**
 * Removes what programs that died have left: blobs without a model unless the configuration keeps them, and downloads
 * that nobody took up for a week. What cannot be removed is told in the log.
 */
export async function cleanUp(
  { config, store, hub, logger }: Pick<ServerContext, "config" | "store" | "hub" | "logger">,
): Promise<void> {
  const tell = (what: string) => (error: unknown) =>
    logger.log("warn", `Could not remove ${what}`, { reason: errorMessage(error) });
  if (!config.models.noprune) await store.prune().catch(tell("unused blobs"));
  await hub.clean(WEEK).catch(tell("old downloads"));
}
