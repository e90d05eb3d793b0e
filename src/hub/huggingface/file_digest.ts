import { HologramError } from "../../base/mod.ts";
import { parseContentDigest, startHash } from "../transfer/content_digest.ts";

/**
 * Whether a file is the one that a size and a digest describe.
 *
 * @param digest `sha256:<hex>` or `git-sha1:<hex>`; only the size is compared where there is none.
 * @throws {HologramError} `cancelled` when the signal aborts.
 */
export async function isSameFile(
  path: string,
  { size, digest }: { size: number; digest?: string },
  signal?: AbortSignal,
): Promise<boolean> {
  using file = await open(path);
  if (file === undefined) return false;
  const stat = await file.stat();
  if (!stat.isFile || stat.size !== size) return false;
  if (digest === undefined) return true;
  const { algorithm, hex } = parseContentDigest(digest);
  const hash = startHash(algorithm, size);
  const chunk = new Uint8Array(1 << 20);
  for (let read = await file.read(chunk); read !== null; read = await file.read(chunk)) {
    if (signal?.aborted) {
      throw new HologramError("Stopped: the request was cancelled", { kind: "cancelled" });
    }
    hash.update(chunk.subarray(0, read));
  }
  return hash.digest("hex") === hex;
}

async function open(path: string): Promise<Deno.FsFile | undefined> {
  try {
    return await Deno.open(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    throw error;
  }
}
