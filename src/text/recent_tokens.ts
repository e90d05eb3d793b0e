/** Counts the last tokens of a sequence, in constant time per token. */
export class RecentTokens {
  /** How often each token occurs among the last ones. */
  readonly counts: Map<number, number> = new Map();
  readonly #window: number[] = [];
  readonly #length: number;
  #oldest = 0;

  /** Looks at the last `length` tokens: 0 for none, negative for all. */
  constructor(length: number) {
    this.#length = length;
  }

  /** Takes the next token. */
  push(id: number): void {
    if (this.#length === 0) return;
    this.counts.set(id, (this.counts.get(id) ?? 0) + 1);
    if (this.#length < 0) return;
    if (this.#window.length < this.#length) {
      this.#window.push(id);
      return;
    }
    this.#forget(this.#window[this.#oldest]!);
    this.#window[this.#oldest] = id;
    this.#oldest = (this.#oldest + 1) % this.#length;
  }

  #forget(id: number): void {
    const count = this.counts.get(id)! - 1;
    if (count === 0) this.counts.delete(id);
    else this.counts.set(id, count);
  }
}
