import { HologramError } from "../../base/mod.ts";
import { type CleanedPartials, cleanPartials } from "./clean_partials.ts";
import { parseContentDigest } from "./content_digest.ts";
import { copyIntoPlace } from "./copy_into_place.ts";
import { describeDiskError, diskFullError } from "./disk_space.ts";
import type { DownloadItem, TransferProgress } from "./download_item.ts";
import { downloadOnce } from "./download_once.ts";
import { fileSize } from "./folders.ts";
import { readJournal } from "./journal.ts";
import { partialKey, partialPaths } from "./partial_paths.ts";
import { ProgressMeter } from "./progress_meter.ts";
import { type ProgressListener, SharedDownload } from "./shared_download.ts";
import { TaskGroup } from "./task_group.ts";
import { cancelledError } from "./transfer_error.ts";
import type { TransferOptions } from "./transfer_options.ts";
import { type TransferTools, transferTools } from "./transfer_tools.ts";

/** How one call of {@linkcode Transfers.download} is done. */
export interface DownloadOptions {
  /** Gives up. What has come is kept for a later call. */
  signal?: AbortSignal;
  /** Is told how far each file has come. */
  onProgress?: (progress: TransferProgress) => void;
}

/** A download that runs, and the path of its file. */
interface Job {
  path: string;
  shared: SharedDownload;
}

/**
 * Downloads files: several at a time, each in several parts, going on where any earlier run stopped. Every file is verified
 * before it appears under its path.
 *
 * Memory: a quarter of a mebibyte a stream, a mebibyte a file that is hashed, and what `fetch` buffers.
 */
export class Transfers {
  readonly #tools: TransferTools;
  readonly #jobs = new Map<string, Job>();

  /** Prepares downloads; touches nothing yet. */
  constructor(options: TransferOptions) {
    this.#tools = transferTools(options);
  }

  /**
   * Downloads files. A file that is there already is verified and kept. The first failure ends the call.
   *
   * @throws {HologramError} `invalid` for an item that cannot be one, and for a digest that does not match; `too_large`
   * when the disk is too full; `cancelled` when the signal said so.
   * @throws {TransferError} When a server refuses, does not answer, or has another file.
   */
  async download(
    items: readonly DownloadItem[],
    { signal = new AbortController().signal, onProgress = () => {} }: DownloadOptions = {},
  ): Promise<void> {
    items.forEach(checkItem);
    const waiting = [...items];
    let current = items[0];
    const group = new TaskGroup(signal);
    const work = async () => {
      for (let item; (item = waiting.shift()) !== undefined;) {
        current = item;
        await this.#downloadShared(item, group.signal, onProgress);
      }
    };
    try {
      signal.throwIfAborted();
      await Deno.mkdir(this.#tools.partials, { recursive: true });
      await this.#requireSpace(items);
      for (let i = 0; i < Math.min(items.length, this.#tools.maxStreams); i++) group.start(work);
      await group.end();
    } catch (error) {
      if (signal.aborted) throw cancelledError(current?.label ?? "nothing");
      throw error instanceof HologramError ? error : describeDiskError(this.#tools.partials, error);
    }
  }

  /**
   * Removes what downloads left that nobody took up for so long. What a process works on stays.
   *
   * @param olderThanMs Milliseconds since the last byte came.
   */
  cleanPartials(olderThanMs: number): Promise<CleanedPartials> {
    return cleanPartials(this.#tools.partials, this.#tools.now() - olderThanMs);
  }

  async #downloadShared(
    item: DownloadItem,
    signal: AbortSignal,
    listener: ProgressListener,
  ): Promise<void> {
    const key = partialKey(item);
    const own: ProgressListener = ({ completed, total }) => {
      const { label, digest } = item;
      listener({
        label,
        ...(digest === undefined ? {} : { digest }),
        completed,
        ...(total === undefined ? {} : { total }),
      });
    };
    for (let job; (job = this.#jobs.get(key)) !== undefined && !job.shared.left;) {
      await job.shared.join(signal, own);
      if (job.path === item.path || await copyIntoPlace(job.path, item.path)) return;
    }
    const shared = new SharedDownload(async (signal, report) => {
      try {
        const meter = new ProgressMeter(item, this.#tools.now, report);
        await downloadOnce(item, this.#tools, signal, (completed, total) => {
          meter.update(completed, total);
        });
      } finally {
        if (this.#jobs.get(key)?.shared === shared) this.#jobs.delete(key);
      }
    });
    this.#jobs.set(key, { path: item.path, shared });
    await shared.join(signal, own);
  }

  async #requireSpace(items: readonly DownloadItem[]): Promise<void> {
    const { partials, freeBytes } = this.#tools;
    let needed = 0;
    for (const item of new Map(items.map((item) => [item.path, item])).values()) {
      if (item.size === undefined || await fileSize(item.path) === item.size) continue;
      const journal = await readJournal(partialPaths(partials, partialKey(item)).journal);
      const there = journal?.ranges.reduce((sum, [start, end]) => sum + end - start, 0) ?? 0;
      needed += Math.max(0, item.size - there);
    }
    if (needed === 0) return;
    const free = await freeBytes(partials);
    if (free !== undefined && free < needed) throw diskFullError(partials, needed, free);
  }
}

function checkItem({ url, size, digest, label }: DownloadItem): void {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
    throw new HologramError(`Cannot download ${label}: its URL is not one of http or https`, {
      kind: "invalid",
    });
  }
  if (size !== undefined && !(Number.isSafeInteger(size) && size >= 0)) {
    throw new HologramError(`Cannot download ${label}: its size is ${size}, expected bytes`, {
      kind: "invalid",
    });
  }
  if (digest !== undefined) parseContentDigest(digest);
}
