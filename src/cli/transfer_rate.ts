/** How far back a rate looks, in milliseconds. */
const WINDOW = 5000;

/** Samples are at least this far apart, so that there are few of them. */
const STEP = 100;

/** How fast something goes lately. */
export class TransferRate {
  /** Times in milliseconds, and the amounts done by then; oldest first. */
  #samples: { time: number; amount: number }[] = [];

  /** Takes what is done by a time. */
  add(time: number, amount: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && time - last.time < STEP) return;
    this.#samples.push({ time, amount });
    // One sample from before the window stays, so that the window is always full.
    while (this.#samples.length > 2 && this.#samples[1]!.time < time - WINDOW) {
      this.#samples.shift();
    }
  }

  /** Amount a second over the last seconds, at a time; `undefined` until there are two samples. */
  at(time: number): number | undefined {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || first === last) return undefined;
    return 1000 * (last.amount - first.amount) / (Math.max(time, last.time) - first.time);
  }
}
