import { AnswerPrinter } from "./answer_printer.ts";
import type { Terminal } from "./terminal.ts";

const GREY = "\x1b[90m";
const BOLD = "\x1b[1m";
const PLAIN = "\x1b[0m";

/** Prints what a model thinks before it answers, between a line that begins it and one that ends it; grey on a screen. */
export class ThinkingPrinter {
  readonly #terminal: Terminal;
  readonly #wordWrap: boolean;
  #printer: AnswerPrinter | undefined;
  #last = "";

  /** Prints to a terminal's standard output; breaks lines between words if told so. */
  constructor(terminal: Terminal, wordWrap: boolean) {
    this.#terminal = terminal;
    this.#wordWrap = wordWrap;
  }

  /** Prints a piece of a thought; the first one begins it. */
  print(text: string): void {
    if (this.#printer === undefined) {
      this.#printer = new AnswerPrinter(this.#terminal, this.#wordWrap);
      this.#terminal.print(this.#coloured(GREY + BOLD, "Thinking...\n", PLAIN + GREY));
    }
    this.#printer.print(text);
    this.#last = text;
  }

  /** Ends a thought that has begun. */
  end(): void {
    if (this.#printer === undefined) return;
    if (!this.#last.endsWith("\n")) this.#terminal.print("\n");
    this.#terminal.print(this.#coloured(GREY + BOLD, "...done thinking.\n\n", PLAIN));
    this.#printer = undefined;
  }

  #coloured(start: string, text: string, end: string): string {
    return this.#terminal.colour ? start + text + end : text;
  }
}
