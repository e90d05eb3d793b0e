// deno-lint-ignore-file no-control-regex -- the escape codes of a terminal
import { displayWidth, graphemes, graphemeWidth } from "../../src/cli/format/display_width.ts";

/**
 * What a terminal shows after what was written to it; knows line feeds, returns, the cursor's moves, and erasing. Colours
 * and modes change nothing.
 */
export class Screen {
  readonly #lines: string[][] = [[]];
  #row = 0;
  #column = 0;

  /** Writes text and control sequences. */
  write(text: string): void {
    for (const [part] of text.matchAll(/\x1b\[(\??\d*)([A-Za-z])|\r|\n|[^\x1b\r\n]+/g)) {
      if (part === "\n") this.#lineFeed();
      else if (part === "\r") this.#column = 0;
      else if (part.startsWith("\x1b")) this.#control(part.slice(2, -1), part.at(-1)!);
      else for (const grapheme of graphemes(part)) this.#put(grapheme);
    }
  }

  /** Its lines, without spaces at their ends. */
  get lines(): string[] {
    return this.#lines.map((cells) => cells.join("").trimEnd());
  }

  /** What begins in each cell of each line; the second half of a wide character is an empty one. */
  get cells(): readonly (readonly string[])[] {
    return this.#lines;
  }

  /** Columns of its widest line. */
  get width(): number {
    return Math.max(...this.#lines.map((cells) => displayWidth(cells.join(""))));
  }

  /** Where the cursor is. */
  get cursor(): { row: number; column: number } {
    return { row: this.#row, column: this.#column };
  }

  /** Gets another width, and breaks what is wider, as most terminals do. */
  resize(columns: number): void {
    const broken = this.#lines.map((cells) => {
      const parts: string[][] = [];
      do parts.push(cells.splice(0, columns)); while (cells.length > 0);
      return parts;
    });
    this.#row = broken.slice(0, this.#row).flat().length + Math.floor(this.#column / columns);
    this.#column %= columns;
    this.#lines.splice(0, this.#lines.length, ...broken.flat());
    this.#lines[this.#row] ??= [];
  }

  #lineFeed(): void {
    this.#row++;
    this.#column = 0;
    this.#lines[this.#row] ??= [];
  }

  #control(parameter: string, name: string): void {
    const count = Number(parameter || 1);
    if (name === "A") this.#row = Math.max(0, this.#row - count);
    else if (name === "B") this.#row = Math.min(this.#lines.length - 1, this.#row + count);
    else if (name === "C") this.#column += count;
    else if (name === "D") this.#column = Math.max(0, this.#column - count);
    else if (name === "K") this.#lines[this.#row]!.splice(this.#column);
    else if (name === "J" && parameter === "") {
      this.#lines[this.#row]!.splice(this.#column);
      this.#lines.splice(this.#row + 1);
    } else if (name === "J" && parameter === "2") this.#lines.forEach((line) => line.splice(0));
    else if (name === "H" && parameter === "") this.#row = this.#column = 0;
    else if (name !== "m" && name !== "h" && name !== "l") {
      throw new Error(`The screen does not know ${parameter}${name}`);
    }
  }

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
