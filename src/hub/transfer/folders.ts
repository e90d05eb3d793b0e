import { dirname } from "../../deps/path.ts";

/** Moves a file that is on the disk to its place, and brings the folder's entry to the disk. Missing folders are made. */
export async function moveIntoPlace(from: string, to: string): Promise<void> {
  await Deno.mkdir(dirname(to), { recursive: true });
  await Deno.rename(from, to);
  if (Deno.build.os === "windows") return;
  using folder = await Deno.open(dirname(to), { read: true });
  await folder.sync();
}

/** Removes a file if it is there. */
export async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** The length of a file in bytes; `undefined` where there is none. */
export async function fileSize(path: string): Promise<number | undefined> {
  try {
    const { isFile, size } = await Deno.stat(path);
    return isFile ? size : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
