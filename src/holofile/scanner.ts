const LINE_END = /\r\n|\n|\r/g;
/** What may stand between instructions: white space and comments. */
const GAP = /(?:[ \t\r\n]+|#[^\r\n]*)?/y;
const SPACE = /[ \t]*/y;
const WORD = /[^ \t\r\n]*/y;
const SPACES = " \t";

/** Reads the pieces of a Holofile from its first character to its last. */
export class Scanner {
  #at = 0;
  #line = 1;
  #counted = 0;

  /** Starts at the first character of a text. */
  constructor(private readonly text: string) {}

  /** The line of the next character, from 1; a carriage return with its line feed ends one line. */
  get line(): number {
    const passed = this.text.slice(this.#counted, this.#at);
    this.#line += passed.match(LINE_END)?.length ?? 0;
    this.#counted = this.#at;
    return this.#line;
  }

  /** Whether every character is read. */
  get atEnd(): boolean {
    return this.#at === this.text.length;
  }

  /** Whether the line, or the text, ends here. */
  get atLineEnd(): boolean {
    return this.atEnd || this.text[this.#at] === "\n" || this.text[this.#at] === "\r";
  }

  /** Goes to the next instruction; false where none is left. */
  toInstruction(): boolean {
    while (this.#take(GAP) !== "");
    return !this.atEnd;
  }

  /** Goes past spaces and tabs. */
  skipSpace(): void {
    this.#take(SPACE);
  }

  /** Reads on to white space. */
  word(): string {
    return this.#take(WORD);
  }

  /**
   * Reads a value: after `"""` or `"`, up to the same mark at the end of this or a later line; else up to the end of
   * the line. `undefined` where the mark is never closed. Marks elsewhere are part of the value: nothing is escaped.
   */
  value(): string | undefined {
    this.skipSpace();
    const start = this.#at;
    const mark = ['"""', '"'].find((mark) => this.text.startsWith(mark, start)) ?? "";
    for (let end = start;; this.#at++) { // `end` is behind the last character that is no white space
      if (this.atLineEnd) {
        if (end - start >= 2 * mark.length && this.text.endsWith(mark, end)) {
          return this.text.slice(start + mark.length, end - mark.length);
        }
        if (this.atEnd) return undefined;
      } else if (!SPACES.includes(this.text[this.#at]!)) {
        end = this.#at + 1;
      }
    }
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const taken = pattern.exec(this.text)![0];
    this.#at += taken.length;
    return taken;
  }
}
