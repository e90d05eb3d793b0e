import { errorMessage, HologramError } from "../base/mod.ts";

/**
 * Writes a file under a temporary name beside it, syncs it and renames it: a reader sees the old file or the new one.
 *
 * @param mode Who may do what with the file, `0o600`; what the system says unless given.
 * @throws {HologramError} `invalid` when the place cannot be written to.
 */
export async function writeFileAtomic(
  path: string,
  bytes: Uint8Array,
  mode?: number,
): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    using file = await Deno.open(temporary, { write: true, createNew: true, mode });
    for (let written = 0; written < bytes.byteLength;) {
      written += await file.write(bytes.subarray(written));
    }
    await file.sync();
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw new HologramError(`Cannot write ${path}: ${errorMessage(error)}`, {
      kind: "invalid",
      cause: error,
    });
  }
}
