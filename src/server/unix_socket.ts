import { HologramError } from "../base/mod.ts";

/**
 * Removes the file of a Unix socket that a server left behind which no longer runs.
 *
 * @throws {HologramError} `conflict` when a server listens there, or the file is no socket.
 */
export async function removeDeadSocket(path: string): Promise<void> {
  let info: Deno.FileInfo;
  try {
    info = await Deno.lstat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  if (!info.isSocket) {
    throw new HologramError(`Cannot listen on ${path}: it is a file, and no socket`, {
      kind: "conflict",
    });
  }
  try {
    (await Deno.connect({ transport: "unix", path })).close();
  } catch {
    await Deno.remove(path);
    return;
  }
  throw new HologramError(`Cannot listen on ${path}: something else listens there`, {
    kind: "conflict",
    hint: "Choose another socket: hologram serve --socket PATH",
  });
}

/** Does some work while what it creates is for this user alone. */
export async function privately<T>(work: () => Promise<T>): Promise<T> {
  const before = Deno.umask(0o177);
  try {
    return await work();
  } finally {
    Deno.umask(before);
  }
}
