import { displayWidth, graphemes, graphemeWidth } from "./format/display_width.ts";

/** Columns between two tab stops. */
const TAB = 8;

/**
 * Breaks text that comes in pieces into the lines of a terminal, between words. Each piece is shown at once: a word that
 * turns out not to fit is taken back from the end of its line and written again on the next.
 */
export class WordWrap {
  readonly #columns: () => number;
  /** Columns in front of the word. */
  #before = 0;
  /** What has been written since the last place for a break. */
  #word = "";
  /** Whether spaces are left out, since a break stands for them. */
  #broken = false;

  /** Wraps to as many columns as `columns` says at the time; the last one stays free. */
  constructor(columns: () => number) {
    this.#columns = columns;
  }

  /** What to write to the terminal for the next piece. */
  push(text: string): string {
    return graphemes(text).map((grapheme) => this.#next(grapheme)).join("");
  }

  #next(grapheme: string): string {
    if (grapheme === "\n") return this.#startLine("");
    const limit = Math.max(1, this.#columns() - 1);
    if (grapheme === " " || grapheme === "\t") {
      if (this.#broken) return "";
      const column = this.#before + displayWidth(this.#word);
      const next = grapheme === "\t" ? column + TAB - column % TAB : column + 1;
      if (next > limit) {
        this.#startLine("");
        this.#broken = true;
        return "\n";
      }
      this.#before = next;
      this.#word = "";
      return grapheme;
    }
    this.#broken = false;
    // Scripts without spaces break between any two of their characters.
    if (graphemeWidth(grapheme) === 2) {
      const column = this.#before + displayWidth(this.#word);
      if (column + 2 > limit && column > 0) {
        this.#startLine("");
        this.#before = 2;
        return `\n${grapheme}`;
      }
      this.#before = column + 2;
      this.#word = "";
      return grapheme;
    }
    const width = displayWidth(this.#word);
    this.#word += grapheme;
    if (this.#before + displayWidth(this.#word) <= limit) return grapheme;
    if (this.#before === 0) return this.#startLine(grapheme) + grapheme;
    const back = width > 0 ? `\x1b[${width}D\x1b[K` : "";
    return `${back}${this.#startLine(this.#word)}${this.#word}`;
  }

  #startLine(word: string): string {
    this.#before = 0;
    this.#word = word;
    this.#broken = false;
    return "\n";
  }
}
