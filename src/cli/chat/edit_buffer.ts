import { graphemeRange } from "../format/display_width.ts";

/** What a key does to the text, or to the place of its cursor. */
export type EditAction =
  | "left"
  | "right"
  | "wordLeft"
  | "wordRight"
  | "lineStart"
  | "lineEnd"
  | "lineUp"
  | "lineDown"
  | "eraseLeft"
  | "eraseRight"
  /** Back to the beginning of a word of letters. */
  | "eraseWordLeft"
  | "eraseWordRight"
  /** Back to the last space. */
  | "eraseToSpace"
  | "eraseToLineStart"
  | "eraseToLineEnd"
  /** Puts back what was erased last, besides single characters. */
  | "putBack"
  /** Swaps the characters around the cursor. */
  | "swap";

const LETTER = /[\p{L}\p{N}\p{M}_]/u;
const NO_SPACE = /\S/u;

/** A text of one or several lines that is being edited. Its cursor stands between two characters as a reader sees them. */
export class EditBuffer {
  #text = "";
  #cursor = 0;
  #erased = "";

  /** The text; line feeds between its lines. */
  get text(): string {
    return this.#text;
  }

  /** Where the cursor stands: so many UTF-16 units of the text are before it. */
  get cursor(): number {
    return this.#cursor;
  }

  /** Whether the cursor is in the first line. */
  get inFirstLine(): boolean {
    return !this.#text.slice(0, this.#cursor).includes("\n");
  }

  /** Whether the cursor is in the last line. */
  get inLastLine(): boolean {
    return !this.#text.slice(this.#cursor).includes("\n");
  }

  /** Takes another text; the cursor stands at its end unless a place is given. */
  replace(text: string, cursor: number = text.length): void {
    this.#text = text;
    this.#cursor = cursor;
  }

  /** Adds text in front of the cursor. */
  insert(text: string): void {
    const before = this.#text.slice(0, this.#cursor) + text;
    this.#text = before + this.#text.slice(this.#cursor);
    this.#cursor = before.length;
    // A mark or a joiner makes one character of what was two.
    const { start, end } = this.#around(this.#cursor);
    if (start < this.#cursor) this.#cursor = end;
  }

  /** Does what a key asks for. */
  apply(action: EditAction): void {
    const at = this.#cursor;
    switch (action) {
      case "left":
        return this.#move(this.#left(at));
      case "right":
        return this.#move(this.#right(at));
      case "wordLeft":
        return this.#move(this.#wordLeft(LETTER));
      case "wordRight":
        return this.#move(this.#wordRight());
      case "lineStart":
        return this.#move(this.#lineStart(at));
      case "lineEnd":
        return this.#move(this.#lineEnd(at));
      case "lineUp":
        return this.#moveToLine(this.#lineStart(at) - 1);
      case "lineDown":
        return this.#moveToLine(this.#lineEnd(at) + 1);
      case "eraseLeft":
        return void this.#erase(this.#left(at), at);
      case "eraseRight":
        return void this.#erase(at, this.#right(at));
      case "eraseWordLeft":
        return this.#cut(this.#wordLeft(LETTER), at);
      case "eraseWordRight":
        return this.#cut(at, this.#wordRight());
      case "eraseToSpace":
        return this.#cut(this.#wordLeft(NO_SPACE), at);
      case "eraseToLineStart":
        return this.#cut(this.#lineStart(at) === at ? this.#left(at) : this.#lineStart(at), at);
      case "eraseToLineEnd":
        return this.#cut(at, this.#lineEnd(at) === at ? this.#right(at) : this.#lineEnd(at));
      case "putBack":
        return this.insert(this.#erased);
      case "swap":
        return this.#swap();
    }
  }

  #move(cursor: number): void {
    this.#cursor = cursor;
  }

  /** Goes to another line, as far into it as the cursor was in its own, as near as that is possible. */
  #moveToLine(place: number): void {
    if (place < 0 || place > this.#text.length) return;
    const column = this.#cursor - this.#lineStart(this.#cursor);
    const start = this.#lineStart(place);
    const target = Math.min(start + column, this.#lineEnd(place));
    this.#cursor = target === this.#text.length ? target : this.#around(target).start;
  }

  #erase(start: number, end: number): string {
    const erased = this.#text.slice(start, end);
    this.#text = this.#text.slice(0, start) + this.#text.slice(end);
    this.#cursor = start;
    return erased;
  }

  /** Erases what can be put back. */
  #cut(start: number, end: number): void {
    if (start < end) this.#erased = this.#erase(start, end);
  }

  #swap(): void {
    const middle = this.#cursor === this.#text.length ? this.#left(this.#cursor) : this.#cursor;
    const start = this.#left(middle);
    const end = this.#right(middle);
    const swapped = this.#text.slice(middle, end) + this.#text.slice(start, middle);
    if (start === middle || swapped.includes("\n")) return;
    this.replace(this.#text.slice(0, start) + swapped + this.#text.slice(end), end);
  }

  #around(place: number): { start: number; end: number } {
    return place >= this.#text.length
      ? { start: place, end: place }
      : graphemeRange(this.#text, place);
  }

  #left(place: number): number {
    return place === 0 ? 0 : graphemeRange(this.#text, place - 1).start;
  }

  #right(place: number): number {
    return this.#around(place).end;
  }

  #wordLeft(part: RegExp): number {
    let at = this.#cursor;
    const isPart = () => part.test(this.#text.slice(this.#left(at), at));
    while (at > 0 && !isPart()) at = this.#left(at);
    while (at > 0 && isPart()) at = this.#left(at);
    return at;
  }

  #wordRight(): number {
    let at = this.#cursor;
    const { length } = this.#text;
    const isPart = () => LETTER.test(this.#text.slice(at, this.#right(at)));
    while (at < length && !isPart()) at = this.#right(at);
    while (at < length && isPart()) at = this.#right(at);
    return at;
  }

  #lineStart(place: number): number {
    return place === 0 ? 0 : this.#text.lastIndexOf("\n", place - 1) + 1;
  }

  #lineEnd(place: number): number {
    const end = this.#text.indexOf("\n", place);
    return end < 0 ? this.#text.length : end;
  }
}
