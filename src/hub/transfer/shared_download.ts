import type { TransferProgress } from "./download_item.ts";

/** Takes progress. */
export type ProgressListener = (progress: TransferProgress) => void;

/** One download that several wait for. It goes on as long as one of them does. */
export class SharedDownload {
  readonly #controller = new AbortController();
  readonly #listeners = new Set<ProgressListener>();
  readonly #done: Promise<void>;
  #last: TransferProgress | undefined;
  #users = 0;

  /** Starts the download. */
  constructor(start: (signal: AbortSignal, report: ProgressListener) => Promise<void>) {
    this.#done = start(this.#controller.signal, (progress) => {
      this.#last = progress;
      for (const listener of this.#listeners) listener(progress);
    });
    this.#done.catch(() => {});
  }

  /** Whether everyone has left, so that the download is about to end. */
  get left(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Waits for the end. Whoever's signal says so leaves; the last to leave ends the download and waits until it has. */
  async join(signal: AbortSignal, listener: ProgressListener): Promise<void> {
    const own: ProgressListener = (progress) => listener(progress);
    if (this.#last !== undefined) own(this.#last);
    this.#listeners.add(own);
    this.#users++;
    const { promise: leaving, reject } = Promise.withResolvers<never>();
    const leave = () => reject(signal.reason);
    signal.addEventListener("abort", leave, { once: true });
    try {
      signal.throwIfAborted();
      await Promise.race([this.#done, leaving]);
    } finally {
      signal.removeEventListener("abort", leave);
      this.#listeners.delete(own);
      if (--this.#users === 0) {
        this.#controller.abort();
        await this.#done.catch(() => {});
      }
    }
  }
}
