import { parseContentDigest } from "./content_digest.ts";
import type { DownloadItem } from "./download_item.ts";
import { FileDownload, type ReportBytes } from "./file_download.ts";
import { FileLock } from "./file_lock.ts";
import { fileSize } from "./folders.ts";
import { hashFile } from "./hash_file.ts";
import { PartialFile } from "./partial_file.ts";
import { partialKey, partialPaths } from "./partial_paths.ts";
import type { TransferTools } from "./transfer_tools.ts";

/**
 * Downloads one file while no other process works on the same: who comes second waits, and then finds the file, or goes on
 * with what the first one left.
 */
export async function downloadOnce(
  item: DownloadItem,
  tools: TransferTools,
  signal: AbortSignal,
  report: ReportBytes,
): Promise<void> {
  const paths = partialPaths(tools.partials, partialKey(item));
  using lock = await FileLock.take(paths.lock, { sleep: tools.sleep, signal });
  const present = await presentSize(item, lock.waited, signal);
  if (present !== undefined) {
    report(present, present);
    return;
  }
  const { origin, pathname } = new URL(item.url);
  const partial = await PartialFile.open(paths, {
    source: origin + pathname,
    size: item.size,
    hasDigest: item.digest !== undefined,
  });
  try {
    await new FileDownload(item, partial, tools, report).run(signal);
  } catch (error) {
    await partial.leave();
    throw error;
  }
  await partial.commit(item.path);
}

/** The length of the file at an item's path if it is the one that is wanted. */
async function presentSize(
  { path, size, digest }: DownloadItem,
  waited: boolean,
  signal: AbortSignal,
): Promise<number | undefined> {
  const present = await fileSize(path);
  if (present === undefined || present !== (size ?? present)) return undefined;
  if (digest === undefined) return size !== undefined || waited ? present : undefined;
  const { algorithm, hex } = parseContentDigest(digest);
  return await hashFile(path, algorithm, signal) === hex ? present : undefined;
}
