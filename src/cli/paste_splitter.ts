/** Text from a terminal. */
export interface Typed {
  /** Keys as they were pressed, or text: line feeds for line ends, no control characters besides tabs. */
  text: string;
  /** Whether it was pasted, so that nothing in it is a command. */
  pasted: boolean;
}

/** What terminals put around pasted text when they are asked to (xterm's bracketed paste mode). */
const BEGIN = "\x1b[200~";
const END = "\x1b[201~";

/** Tells what is typed from what is pasted, in text that comes in pieces. */
export class PasteSplitter {
  #rest = "";
  #pasting = false;
  /** Whether pasted text has ended with a carriage return, which a line feed may complete. */
  #return = false;

  /** What a piece holds, in order. */
  push(piece: string): Typed[] {
    const found: Typed[] = [];
    let text = this.#rest + piece;
    for (;;) {
      const mark = this.#pasting ? END : BEGIN;
      const at = text.indexOf(mark);
      const cut = partAtEnd(text, mark);
      const end = at >= 0 ? at : text.length - cut;
      this.#take(text.slice(0, end), found);
      if (at < 0) {
        this.#rest = text.slice(end);
        return found;
      }
      this.#pasting = !this.#pasting;
      this.#return = false;
      text = text.slice(at + mark.length);
    }
  }

  #take(text: string, found: Typed[]): void {
    if (text === "") return;
    if (!this.#pasting) {
      found.push({ text, pasted: false });
      return;
    }
    const whole = this.#return && text.startsWith("\n") ? text.slice(1) : text;
    this.#return = text.endsWith("\r");
    const plain = whole.replace(/\r\n?/g, "\n")
      // deno-lint-ignore no-control-regex -- these are what it is about
      .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "");
    if (plain !== "") found.push({ text: plain, pasted: true });
  }
}

/** How many characters at the end of a text may be the beginning of a mark. */
function partAtEnd(text: string, mark: string): number {
  for (let length = mark.length - 1; length > 0; length--) {
    if (text.endsWith(mark.slice(0, length))) return length;
  }
  return 0;
}
