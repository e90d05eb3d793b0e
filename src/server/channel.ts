/** Values that one part hands to another as they come: pushed here, iterated there. */
export class Channel<T> implements AsyncIterable<T> {
  #values: T[] = [];
  #ended = false;
  #error: { reason: unknown } | undefined;
  #wake: (() => void) | undefined;

  /** Hands over a value. */
  push(value: T): void {
    this.#values.push(value);
    this.#wake?.();
  }

  /** Says that no more values come. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** Ends with an error, which is thrown after the values before it. */
  fail(reason: unknown): void {
    this.#error = { reason };
    this.end();
  }

  /** The values, as they come. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    while (true) {
      const values = this.#values;
      this.#values = [];
      yield* values;
      if (this.#values.length > 0) continue;
      if (this.#ended) break;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    if (this.#error !== undefined) throw this.#error.reason;
  }
}
