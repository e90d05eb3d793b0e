import { FileLock } from "./file_lock.ts";
import { removeIfThere } from "./folders.ts";
import { partialPaths } from "./partial_paths.ts";

/** What {@linkcode cleanPartials} removed. */
export interface CleanedPartials {
  /** How many partial downloads. */
  count: number;
  /** Bytes that they took on the disk, or their lengths where the system does not tell. */
  bytes: number;
}

/** Removes the partial downloads in a folder that were last written before a time, in milliseconds since 1970, and that nobody works on. */
export async function cleanPartials(folder: string, before: number): Promise<CleanedPartials> {
  const cleaned: CleanedPartials = { count: 0, bytes: 0 };
  for (const key of await keysIn(folder)) {
    const { data, journal, lock: lockPath } = partialPaths(folder, key);
    const files = [data, journal, `${journal}.new`];
    // Looked at before the lock: its file is new.
    const written = Math.max(...await Promise.all([...files, lockPath].map(modifiedAt)));
    if (written >= before) continue;
    using lock = await FileLock.tryTake(lockPath);
    if (lock === undefined) continue;
    const bytes = await diskBytes(data);
    for (const file of files) await removeIfThere(file);
    if (bytes === undefined) continue;
    cleaned.count++;
    cleaned.bytes += bytes;
  }
  return cleaned;
}

async function keysIn(folder: string): Promise<Set<string>> {
  const keys = new Set<string>();
  try {
    for await (const { name, isFile } of Deno.readDir(folder)) {
      const key = /^((?:sha256|git-sha1|url)-[0-9a-f]+)\.(?:part|json|json\.new|lock)$/.exec(name);
      if (isFile && key !== null) keys.add(key[1]!);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return keys;
}

async function modifiedAt(path: string): Promise<number> {
  try {
    return (await Deno.stat(path)).mtime?.getTime() ?? -Infinity;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return -Infinity;
    throw error;
  }
}

async function diskBytes(path: string): Promise<number | undefined> {
  try {
    const { blocks, size } = await Deno.stat(path);
    return blocks === null ? size : blocks * 512;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
