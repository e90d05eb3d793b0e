import { createHash } from "node:crypto";
import { join } from "../../deps/path.ts";
import { parseContentDigest } from "./content_digest.ts";
import type { DownloadItem } from "./download_item.ts";

/** The files of one partial download. */
export interface PartialPaths {
  /** The bytes that there are, at their offsets. */
  data: string;
  /** What is noted of them. */
  journal: string;
  /** The lock of whoever works on them. */
  lock: string;
}

/** What names an item's partial file: its digest, so that any source goes on with it; else its URL. */
export function partialKey({ url, digest }: DownloadItem): string {
  if (digest !== undefined) {
    const { algorithm, hex } = parseContentDigest(digest);
    return `${algorithm}-${hex}`;
  }
  return `url-${createHash("sha256").update(url).digest("hex")}`;
}

/** The files of a key in the folder of partial files. */
export function partialPaths(folder: string, key: string): PartialPaths {
  const path = join(folder, key);
  return { data: `${path}.part`, journal: `${path}.json`, lock: `${path}.lock` };
}
