/** How long one waits between two looks at a lock that another process holds, in milliseconds. */
const LOOK_MS = 100;

/** How one waits for a lock. */
export interface LockWait {
  /** Waits so many milliseconds; fails when the signal says so. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Ends the wait. */
  signal?: AbortSignal;
}

/**
 * A lock that one process holds at a time, which the system frees when its holder dies. Looked at again and again rather than
 * waited for in the system, where nothing could end the wait.
 */
export class FileLock implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  /** Whether another process held the lock first. */
  readonly waited: boolean;

  private constructor(path: string, file: Deno.FsFile, waited: boolean) {
    this.#path = path;
    this.#file = file;
    this.waited = waited;
  }

  /** Takes the lock, after whoever holds it. */
  static async take(path: string, { sleep, signal }: LockWait): Promise<FileLock> {
    for (let waited = false;; waited = true) {
      const lock = await FileLock.tryTake(path, waited);
      if (lock !== undefined) return lock;
      await sleep(LOOK_MS, signal);
    }
  }

  /** Takes the lock if nobody holds it. */
  static async tryTake(path: string, waited = false): Promise<FileLock | undefined> {
    const file = await Deno.open(path, { read: true, write: true, create: true });
    try {
      // Whoever held the lock before may have removed the file: then another file bears its name, or none.
      if (await file.tryLock(true) && await isAt(file, path)) {
        return new FileLock(path, file, waited);
      }
    } catch (error) {
      file.close();
      throw error;
    }
    file.close();
    return undefined;
  }

  /** Removes the lock's file and gives the lock free. */
  [Symbol.dispose](): void {
    try {
      Deno.removeSync(this.#path);
    } catch {
      // Some systems remove no open file. An empty one does no harm, and is swept with the partial files.
    }
    this.#file.close();
  }
}

async function isAt(file: Deno.FsFile, path: string): Promise<boolean> {
  try {
    return (await file.stat()).ino === (await Deno.stat(path)).ino;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
