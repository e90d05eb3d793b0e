import { join } from "../deps/path.ts";
import { ensureDirectory, isNotEmpty } from "./directories.ts";

/** A folder for files on their way into the store. It lives as long as its owner: the process that made it, at most. */
export interface Temporary extends AsyncDisposable {
  /** The folder. Anyone may make files in it, another process too. */
  readonly path: string;
  /** Removes the folder with all that is in it. */
  remove(): Promise<void>;
}

/** The file in each temporary folder on which its owner holds a lock. */
const LOCK = ".lock";

/** The ending of a folder that is being swept. Nobody takes such a folder for its own. */
const DEAD = ".dead";

/** Makes a temporary folder inside another one, and holds a lock in it until it is removed. */
export async function createTemporary(parent: string): Promise<Temporary> {
  await ensureDirectory(parent);
  while (true) {
    const path = join(parent, crypto.randomUUID());
    await Deno.mkdir(path);
    const lock = await openLock(path);
    if (lock === undefined) continue;
    try {
      await lock.lock(true);
      // A sweep between the last three steps has moved the folder away.
      if (await holdsLock(lock, path)) return new OwnedTemporary(path, lock);
    } catch (error) {
      lock.close();
      throw error;
    }
    lock.close();
  }
}

/**
 * Removes the temporary folders whose owner has died: those whose lock is free. Only one sweep at a time may run
 * on a folder. What cannot be removed now stays for the next sweep.
 */
export async function sweepTemporaries(parent: string): Promise<void> {
  for (const name of await subfolders(parent)) {
    const path = join(parent, name);
    try {
      using lock = await openLock(path);
      if (lock === undefined || !(await lock.tryLock(true))) continue;
      const dead = name.endsWith(DEAD) ? path : path + DEAD;
      if (dead !== path) await Deno.rename(path, dead);
      await Deno.remove(dead, { recursive: true });
    } catch (error) {
      const isLeft = error instanceof Deno.errors.NotFound || isNotEmpty(error) ||
        error instanceof Deno.errors.PermissionDenied;
      if (!isLeft) throw error;
    }
  }
}

class OwnedTemporary implements Temporary {
  #lock: Deno.FsFile | undefined;

  constructor(readonly path: string, lock: Deno.FsFile) {
    this.#lock = lock;
  }

  async remove(): Promise<void> {
    if (this.#lock === undefined) return;
    this.#lock.close();
    this.#lock = undefined;
    try {
      await Deno.remove(this.path, { recursive: true });
    } catch (error) {
      // A sweep has got hold of the folder, and removes it.
      if (!(error instanceof Deno.errors.NotFound) && !isNotEmpty(error)) throw error;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.remove();
  }
}

async function subfolders(parent: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(parent));
    return entries.filter((entry) => entry.isDirectory).map((entry) => entry.name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function openLock(folder: string): Promise<Deno.FsFile | undefined> {
  try {
    return await Deno.open(join(folder, LOCK), { read: true, write: true, create: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function holdsLock(lock: Deno.FsFile, folder: string): Promise<boolean> {
  try {
    return (await lock.stat()).ino === (await Deno.stat(join(folder, LOCK))).ino;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
