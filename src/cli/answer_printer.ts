import { printable } from "./format/printable.ts";
import type { Terminal } from "./terminal.ts";
import { WordWrap } from "./word_wrap.ts";

/** Prints a model's text as it comes: laid out for a screen, and as it is for a pipe. */
export class AnswerPrinter {
  readonly #terminal: Terminal;
  readonly #wrap: WordWrap | undefined;

  /**
   * Prints to a terminal's standard output.
   *
   * @param wordWrap Whether lines break between words, where that is a screen.
   */
  constructor(terminal: Terminal, wordWrap: boolean) {
    this.#terminal = terminal;
    this.#wrap = wordWrap ? new WordWrap(() => terminal.columns()) : undefined;
  }

  /** Prints a piece. */
  print(text: string): void {
    if (!this.#terminal.printsToScreen) {
      this.#terminal.print(text);
      return;
    }
    const shown = printable(text);
    this.#terminal.print(this.#wrap?.push(shown) ?? shown);
  }
}
