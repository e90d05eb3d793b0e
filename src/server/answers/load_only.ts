import type { ServerContext } from "../context.ts";
import { runnable } from "../find_model.ts";
import type { ResolvedModel } from "./resolve_model.ts";

/**
 * Loads a model without asking it anything, or unloads it where it is to stay for no time.
 *
 * @returns What was done, as the answer's `done_reason`.
 */
export async function loadOnly(
  { scheduler }: ServerContext,
  { stored }: ResolvedModel,
  options: { signal: AbortSignal; keepAliveMs?: number },
): Promise<"load" | "unload"> {
  if (options.keepAliveMs === 0) {
    await scheduler.unload(runnable(stored));
    return "unload";
  }
  await scheduler.use(runnable(stored), options, () => Promise.resolve());
  return "load";
}
