import { statfs } from "node:fs/promises";
import { errorMessage, HologramError } from "../../base/mod.ts";

/** Bytes that an unprivileged user may still write in a folder; `undefined` where the system does not tell. */
export async function freeBytesOf(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/** The error for a disk that cannot take what is to come. */
export function diskFullError(folder: string, needed?: number, free?: number): HologramError {
  const figures = needed === undefined || free === undefined
    ? "the disk is full"
    : `it needs ${formatBytes(needed)}, and ${formatBytes(free)} are free`;
  return new HologramError(`Cannot download to ${folder}: ${figures}`, {
    kind: "too_large",
    hint: "Free some space; what has come is kept, and the same command goes on from there",
  });
}

/** What a user is told when the system refuses to write in a folder. */
export function describeDiskError(folder: string, error: unknown): HologramError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOSPC" || code === "EDQUOT") return diskFullError(folder);
  return new HologramError(`Cannot download to ${folder}: ${errorMessage(error)}`, {
    cause: error,
  });
}

/** A number of bytes for people, in powers of 1000, and exactly. */
function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  const unit = ["kB", "MB", "GB", "TB"][power - 1];
  return `${(bytes / 1000 ** power).toFixed(1)} ${unit} (${bytes} bytes)`;
}
