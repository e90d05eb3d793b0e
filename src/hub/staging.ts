import { join } from "../deps/path.ts";
import { FileLock, type LockWait } from "./transfer/file_lock.ts";

/** Where the folders are, below that of partial files. */
const FOLDER = "models";

/**
 * A folder in which the files of one model come together. It outlives a pull that breaks off, so that the next one finds
 * the files that were complete; one pull at a time works in it, over all processes.
 */
export class Staging implements Disposable {
  /** The folder. */
  readonly path: string;
  readonly #lock: FileLock;

  private constructor(path: string, lock: FileLock) {
    this.path = path;
    this.#lock = lock;
  }

  /** Opens the folder of a key, after whoever has it open. */
  static async open(partials: string, key: string, wait: LockWait): Promise<Staging> {
    const path = join(partials, FOLDER, key);
    await Deno.mkdir(join(partials, FOLDER), { recursive: true });
    const lock = await FileLock.take(`${path}.lock`, wait);
    try {
      await Deno.mkdir(path, { recursive: true });
      // Its time is when it was last opened: cleaning goes by that.
      const now = new Date();
      await Deno.utime(path, now, now);
    } catch (error) {
      lock[Symbol.dispose]();
      throw error;
    }
    return new Staging(path, lock);
  }

  /** Removes the folder: its files have become a model. */
  async remove(): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }

  /** Lets others open it. */
  [Symbol.dispose](): void {
    this.#lock[Symbol.dispose]();
  }
}

/** Removes the folders that were last opened before a time, in milliseconds since 1970, and that nobody has open. */
export async function cleanStagings(partials: string, before: number): Promise<void> {
  const folder = join(partials, FOLDER);
  for (const name of await foldersIn(folder)) {
    const path = join(folder, name);
    using lock = await FileLock.tryTake(`${path}.lock`);
    if (lock === undefined) continue;
    const opened = (await Deno.stat(path).catch(() => undefined))?.mtime?.getTime() ?? Infinity;
    if (opened < before) await Deno.remove(path, { recursive: true });
  }
}

async function foldersIn(path: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(path));
    return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
