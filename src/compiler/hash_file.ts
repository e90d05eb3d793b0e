import { createHash } from "node:crypto";

/** Bytes that one read takes. */
const CHUNK = 4 * 1024 * 1024;

/** What hashing may be told. */
export interface HashFileOptions {
  /** Ends the work before the next chunk. */
  signal?: AbortSignal;
  /** Told of every chunk that was read, in bytes. */
  onBytes?: (count: number) => void;
}

/** `sha256:<hex>` of a file, read a few megabytes at a time. */
export async function hashFile(path: string, options: HashFileOptions = {}): Promise<string> {
  using file = await Deno.open(path);
  const hash = createHash("sha256");
  const buffer = new Uint8Array(CHUNK);
  for (let count; (count = await file.read(buffer)) !== null;) {
    options.signal?.throwIfAborted();
    hash.update(buffer.subarray(0, count));
    options.onBytes?.(count);
  }
  return `sha256:${hash.digest("hex")}`;
}
