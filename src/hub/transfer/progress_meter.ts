import type { DownloadItem, TransferProgress } from "./download_item.ts";
import type { ProgressListener } from "./shared_download.ts";

/** Milliseconds between two reports. */
const STEP_MS = 100;

/** Reports how far one file has come: at once when it begins and ends, in between ten times a second, never backwards. */
export class ProgressMeter {
  readonly #item: DownloadItem;
  readonly #now: () => number;
  readonly #listener: ProgressListener;
  #completed = -1;
  #total: number | undefined;
  #reportedAt = -Infinity;

  /** Makes a meter for a file that has not begun. */
  constructor(item: DownloadItem, now: () => number, listener: ProgressListener) {
    this.#item = item;
    this.#now = now;
    this.#listener = listener;
    this.#total = item.size;
  }

  /** Takes how many bytes there are now, and how many there will be. */
  update(completed: number, total: number | undefined): void {
    const now = this.#now();
    const isNews = completed > this.#completed || total !== this.#total;
    const isEdge = this.#completed < 0 || completed === total || total !== this.#total;
    if (!isNews) return;
    this.#total = total;
    this.#completed = Math.max(this.#completed, completed);
    if (!isEdge && now - this.#reportedAt < STEP_MS) return;
    this.#reportedAt = now;
    const { label, digest } = this.#item;
    const progress: TransferProgress = { label, completed: this.#completed };
    if (digest !== undefined) progress.digest = digest;
    if (total !== undefined) progress.total = total;
    this.#listener(progress);
  }
}
