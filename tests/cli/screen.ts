// deno-lint-ignore-file no-control-regex -- the escape codes of a terminal
import { displayWidth, graphemes, graphemeWidth } from "../../src/cli/format/display_width.ts";

/** What a terminal shows after what was written to it; knows line feeds, returns, cursor up and left, and erasing. */
export class Screen {
  readonly #lines: string[][] = [[]];
  #row = 0;
  #column = 0;

  /** Writes text and control sequences. */
  write(text: string): void {
    for (const [part] of text.matchAll(/\x1b\[(\d*)([A-Z])|\r|\n|[^\x1b\r\n]+/g)) {
      if (part === "\n") this.#lineFeed();
      else if (part === "\r") this.#column = 0;
      else if (part.startsWith("\x1b")) this.#control(Number(part.slice(2, -1) || 1), part.at(-1)!);
      else for (const grapheme of graphemes(part)) this.#put(grapheme);
    }
  }

  /** Its lines, without spaces at their ends. */
  get lines(): string[] {
    return this.#lines.map((cells) => cells.join("").trimEnd());
  }

  /** Columns of its widest line. */
  get width(): number {
    return Math.max(...this.#lines.map((cells) => displayWidth(cells.join(""))));
  }

  #lineFeed(): void {
    this.#row++;
    this.#column = 0;
    this.#lines[this.#row] ??= [];
  }

  #control(count: number, name: string): void {
    if (name === "A") this.#row = Math.max(0, this.#row - count);
    else if (name === "D") this.#column = Math.max(0, this.#column - count);
    else if (name === "K") this.#lines[this.#row]!.splice(this.#column);
    else throw new Error(`The screen does not know ${name}`);
  }

  /** A cell holds what begins in it; the second half of a wide character is an empty one. */
  #put(grapheme: string): void {
    const cells = this.#lines[this.#row]!;
    const width = graphemeWidth(grapheme);
    if (width === 0 && this.#column > 0) {
      cells[this.#column - 1] += grapheme;
      return;
    }
    while (cells.length < this.#column) cells.push(" ");
    cells[this.#column] = grapheme;
    if (width === 2) cells[this.#column + 1] = "";
    this.#column += width;
  }
}
