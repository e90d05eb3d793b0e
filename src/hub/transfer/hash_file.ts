import { type ContentDigest, startHash } from "./content_digest.ts";

/** Bytes that are read at a time. */
const READ_BYTES = 2 ** 20;

/** The hexadecimal digits of a file's digest. */
export async function hashFile(
  path: string,
  algorithm: ContentDigest["algorithm"],
  signal: AbortSignal,
): Promise<string> {
  using file = await Deno.open(path, { read: true });
  const hash = startHash(algorithm, (await file.stat()).size);
  const buffer = new Uint8Array(READ_BYTES);
  for (let count; (count = await file.read(buffer)) !== null;) {
    signal.throwIfAborted();
    hash.update(buffer.subarray(0, count));
  }
  return hash.digest("hex");
}
