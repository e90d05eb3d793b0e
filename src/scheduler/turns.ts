/** Lets callers in one at a time, in the order in which they came. */
export class Turns {
  #waiting: (() => void)[] = [];
  #taken = false;

  /** Callers inside and waiting. */
  get length(): number {
    return this.#waiting.length + (this.#taken ? 1 : 0);
  }

  /**
   * Waits for the caller's turn, and returns what ends it.
   *
   * @throws The signal's reason, when it fires while the caller waits.
   */
  async take(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.#taken) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const giveUp = () => {
        this.#waiting = this.#waiting.filter((other) => other !== resolve);
        reject(signal!.reason);
      };
      this.#waiting.push(resolve);
      signal?.addEventListener("abort", giveUp, { once: true });
      try {
        await promise;
      } finally {
        signal?.removeEventListener("abort", giveUp);
      }
    }
    this.#taken = true;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const next = this.#waiting.shift();
      if (next === undefined) this.#taken = false;
      else next();
    };
  }
}
