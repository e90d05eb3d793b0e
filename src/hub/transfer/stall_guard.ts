/** Ends a request that brings nothing for a while. */
export class StallGuard {
  readonly #ms: number;
  readonly #controller = new AbortController();
  /** Ends the request: by the outer signal, or because it stalled. */
  readonly signal: AbortSignal;

  /** Makes a guard that allows so many milliseconds without anything. */
  constructor(ms: number, signal: AbortSignal) {
    this.#ms = ms;
    this.signal = AbortSignal.any([signal, this.#controller.signal]);
  }

  /** Whether the request stalled. */
  get stalled(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Waits for the next thing that the request brings. */
  async watch<T>(next: Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.#controller.abort(), this.#ms);
    // Not left to the request: it may not notice its signal.
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const end = () => reject(this.signal.reason);
    this.signal.addEventListener("abort", end, { once: true });
    try {
      this.signal.throwIfAborted();
      return await Promise.race([next, ended]);
    } catch (error) {
      next.catch(() => {});
      throw error;
    } finally {
      clearTimeout(timer);
      this.signal.removeEventListener("abort", end);
    }
  }

  /** Ends the request if it has not ended. */
  end(): void {
    this.#controller.abort();
  }
}
