/** What a {@linkcode TokenBucket} measures time with. */
export interface BucketClock {
  /** The present in milliseconds. */
  now: () => number;
  /** Waits so many milliseconds; fails when the signal says so. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Seconds of the rate that may come at once after a pause. */
const BURST_SECONDS = 0.1;

/**
 * Holds a rate over all that takes from it. Who takes more than there is makes a debt and waits until it is paid, so
 * that pieces of any size keep the rate.
 */
export class TokenBucket {
  readonly #rate: number;
  readonly #clock: BucketClock;
  #tokens = 0;
  #filledAt: number;

  /** Makes a bucket that fills with `rate` tokens a second. */
  constructor(rate: number, clock: BucketClock) {
    this.#rate = rate;
    this.#clock = clock;
    this.#filledAt = clock.now();
  }

  /** Takes tokens, and waits until they are there. */
  async take(count: number, signal?: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const filled = this.#tokens + (now - this.#filledAt) / 1000 * this.#rate;
    this.#tokens = Math.min(filled, this.#rate * BURST_SECONDS) - count;
    this.#filledAt = now;
    if (this.#tokens < 0) await this.#clock.sleep(-this.#tokens / this.#rate * 1000, signal);
  }
}
