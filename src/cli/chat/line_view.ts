import { displayWidth } from "../format/display_width.ts";
import type { Terminal } from "../terminal.ts";
import type { LineLayout } from "./line_layout.ts";

/** Shows a text that is being edited, and writes only the rows that change. */
export class LineView {
  readonly #terminal: Terminal;
  /** The rows on the screen. */
  #shown: string[] = [];
  /** The row among them in which the cursor is. */
  #row = 0;
  #column = 0;
  #columns = 0;
  /** How many rows of the text are above the screen. */
  #above = 0;

  /** Shows on a terminal, from the beginning of the line where its cursor stands. */
  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Shows a text as it is now; as much of it around the cursor as the terminal has rows for. */
  draw({ rows, row, column }: LineLayout): void {
    const height = this.#terminal.rows();
    let out = this.#follow();
    this.#above = Math.max(row - height + 1, Math.min(this.#above, row, rows.length - height), 0);
    const wanted = rows.slice(this.#above, this.#above + height);
    let changed = 0;
    while (changed < wanted.length && wanted[changed] === this.#shown[changed]) changed++;
    if (changed < Math.max(wanted.length, this.#shown.length)) {
      const { length } = this.#shown;
      out += changed < length || length === 0
        ? this.#toRow(changed) + "\r"
        : this.#toRow(length - 1) + "\r\n";
      if (wanted.length < length) out += "\x1b[J";
      // Erased first: at the end of a full row, erasing would take its last character.
      out += wanted.slice(changed).map((text) => `\x1b[K${text}`).join("\r\n");
      this.#row = Math.max(changed, wanted.length - 1);
      this.#shown = wanted;
    }
    const place = this.#toRow(row - this.#above);
    if (out + place === "" && column === this.#column) return;
    this.#column = column;
    this.#terminal.print(`${out}${place}\r${column > 0 ? `\x1b[${column}C` : ""}`);
  }

  /** Leaves the text on the screen, all of it, and goes to the beginning of the line under it. */
  finish({ rows }: LineLayout): void {
    const out = this.#follow();
    this.#terminal.print(
      rows.length > this.#shown.length
        ? `${out}${this.#toRow(0)}\r\x1b[J${rows.join("\r\n")}\r\n`
        : `${out}${this.#toRow(this.#shown.length - 1)}\r\n`,
    );
    this.forget();
  }

  /** Takes the text off the screen. */
  erase(): void {
    this.#terminal.print(`${this.#follow()}${this.#toRow(0)}\r\x1b[J`);
    this.forget();
  }

  /** Empties the screen. */
  clear(): void {
    this.#terminal.print("\x1b[H\x1b[2J");
    this.forget();
  }

  /** Begins anew where the terminal's cursor is. */
  forget(): void {
    this.#shown = [];
    this.#row = 0;
    this.#column = 0;
    this.#above = 0;
  }

  /**
   * After the terminal has got another width it has broken the rows anew: goes up to where the first one begins now,
   * and erases them.
   */
  #follow(): string {
    const columns = this.#terminal.columns();
    const before = this.#columns;
    this.#columns = columns;
    if (before === columns || this.#shown.length === 0) return "";
    const lines = (text: string) => Math.max(1, Math.ceil(displayWidth(text) / columns));
    const up = this.#shown.slice(0, this.#row).reduce((sum, text) => sum + lines(text), 0) +
      Math.floor(this.#column / columns);
    this.forget();
    return `${up > 0 ? `\x1b[${up}A` : ""}\r\x1b[J`;
  }

  /** Goes to a row that is on the screen. */
  #toRow(row: number): string {
    const distance = row - this.#row;
    this.#row = row;
    if (distance === 0) return "";
    return distance < 0 ? `\x1b[${-distance}A` : `\x1b[${distance}B`;
  }
}
