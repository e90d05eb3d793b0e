/** What opens and closes a message of several lines. */
const QUOTES = '"""';

/** Puts messages together from lines: one each, or several between `"""`, or those that were pasted at once. */
export class MessageLines {
  #lines: string[] | undefined;
  #quoted = false;

  /** Whether a message has begun and is not complete. */
  get pending(): boolean {
    return this.#lines !== undefined;
  }

  /** Whether the message has an opening `"""` and not yet the closing one. */
  get quoted(): boolean {
    return this.#quoted;
  }

  /** Takes the next line; returns the message when it completes one. `continues`: the next line belongs to it. */
  push(line: string, continues: boolean): string | undefined {
    const first = this.#lines === undefined;
    this.#lines ??= [];
    let text = line;
    if (first && text.startsWith(QUOTES)) {
      this.#quoted = true;
      text = text.slice(QUOTES.length);
    }
    const closes = this.#quoted && text.endsWith(QUOTES);
    this.#lines.push(closes ? text.slice(0, -QUOTES.length) : text);
    if (closes) this.#quoted = false;
    if (continues || this.#quoted) return undefined;
    const message = this.#lines.join("\n");
    this.reset();
    return message;
  }

  /** Gives up what has begun. */
  reset(): void {
    this.#lines = undefined;
    this.#quoted = false;
  }
}
