import { dirname } from "../deps/path.ts";

/** Makes a folder and its parents; each new one is on the disk when this returns. */
export async function ensureDirectory(path: string): Promise<void> {
  try {
    await makeDirectory(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound) || dirname(path) === path) throw error;
    await ensureDirectory(dirname(path));
    await makeDirectory(path);
  }
}

async function makeDirectory(path: string): Promise<void> {
  try {
    await Deno.mkdir(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    if ((await Deno.stat(path)).isDirectory) return;
    throw new Deno.errors.NotADirectory(`Not a directory: mkdir '${path}'`);
  }
  await syncDirectory(dirname(path));
}

/** Brings a folder's entries to the disk, so that a rename in it outlives a power cut. Windows has no such call. */
export async function syncDirectory(path: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using directory = await Deno.open(path, { read: true });
  await directory.sync();
}

/** Brings a file's bytes to the disk. */
export async function syncFile(path: string): Promise<void> {
  using file = await Deno.open(path, { read: true, write: true });
  await file.sync();
}

/** Removes a folder and, from the innermost out, its parents below `end`, as long as they are empty. */
export async function removeEmptyDirectories(path: string, end: string): Promise<void> {
  for (let folder = path; folder !== end; folder = dirname(folder)) {
    try {
      await Deno.remove(folder);
    } catch (error) {
      if (isNotEmpty(error)) return;
      throw error;
    }
  }
}

/** Whether an error says that a folder is not empty. */
export function isNotEmpty(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOTEMPTY";
}
