import { dirname } from "../deps/path.ts";
import { ensureDirectory, syncDirectory } from "./directories.ts";

/** How an atomic write is done. */
export interface AtomicWriteOptions {
  /** A path on the same file system to write to first; nothing may stand there. */
  temporary: string;
  /** The time of change that the file gets; the present unless given. */
  modifiedAt?: Date;
}

/**
 * Writes a file so that whoever looks, whenever the writer or the machine dies, finds the old contents or the new
 * ones whole: to a temporary file, which is brought to the disk and then renamed. Missing folders are made.
 */
export async function atomicWrite(
  path: string,
  bytes: Uint8Array,
  { temporary, modifiedAt }: AtomicWriteOptions,
): Promise<void> {
  {
    using file = await Deno.open(temporary, { write: true, createNew: true });
    await writeAll(file, bytes);
    await file.sync();
  }
  if (modifiedAt !== undefined) await Deno.utime(temporary, modifiedAt, modifiedAt);
  await ensureDirectory(dirname(path));
  await Deno.rename(temporary, path);
  await syncDirectory(dirname(path));
}

/** Writes all of the bytes, in as many steps as the system needs. */
export async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.byteLength;) {
    written += await file.write(bytes.subarray(written));
  }
}
