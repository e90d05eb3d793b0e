import { graphemeRange } from "../format/display_width.ts";

/** Looks for an earlier message by a part of it, letter by letter, from the newest back. */
export class HistorySearch {
  readonly #messages: readonly string[];
  #part = "";
  #index = -1;
  #failed = false;

  /** Looks among messages, newest first. */
  constructor(messages: readonly string[]) {
    this.#messages = messages;
  }

  /** What stands in front of the message that was found. */
  get prompt(): string {
    return `(${this.#failed ? "failed " : ""}reverse-i-search)'${this.#part}': `;
  }

  /** The message, and where the part is in it; nothing before the first is found. */
  get found(): { text: string; cursor: number } | undefined {
    const text = this.#messages[this.#index];
    return text === undefined ? undefined : { text, cursor: Math.max(0, text.indexOf(this.#part)) };
  }

  /** Makes the part longer. */
  add(text: string): void {
    this.#part += text;
    this.#seek(Math.max(this.#index, 0));
  }

  /** Takes the last character of the part back. */
  eraseLeft(): void {
    if (this.#part === "") return;
    this.#part = this.#part.slice(0, graphemeRange(this.#part, this.#part.length - 1).start);
    this.#failed = false;
    if (this.#part === "") this.#index = -1;
    else this.#seek(0);
  }

  /** Goes to the next older message with the part. */
  next(): void {
    if (this.#part !== "") this.#seek(this.#index + 1);
  }

  #seek(from: number): void {
    const index = this.#messages.findIndex((text, at) => at >= from && text.includes(this.#part));
    this.#failed = index < 0;
    if (index >= 0) this.#index = index;
  }
}
