import { join, resolve } from "../deps/path.ts";
import { ensureDirectory } from "./directories.ts";

/** The end of each path's queue in this process. */
const queues = new Map<string, Promise<void>>();

/**
 * Does something while nobody else writes to the store: no other process (a lock on `<root>/.lock`, which the system
 * frees when its holder dies) and nobody else in this one (a queue, which keeps waiters from each taking a thread).
 * Not reentrant. Makes the folder if it is missing.
 */
export async function withStoreLock<T>(root: string, action: () => Promise<T>): Promise<T> {
  const path = join(resolve(root), ".lock");
  const before = queues.get(path);
  const turn = Promise.withResolvers<void>();
  queues.set(path, turn.promise);
  await before;
  try {
    await ensureDirectory(resolve(root));
    using file = await Deno.open(path, { read: true, write: true, create: true });
    await file.lock(true);
    return await action();
  } finally {
    if (queues.get(path) === turn.promise) queues.delete(path);
    turn.resolve();
  }
}
