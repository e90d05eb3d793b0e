import { createInterface } from "node:readline/promises";
import { PassThrough, Writable } from "node:stream";
import { displayWidth } from "../format/display_width.ts";
import type { Keyboard } from "../keyboard.ts";
import type { Typed } from "../paste_splitter.ts";
import type { Terminal } from "../terminal.ts";
import { type History, HISTORY_LENGTH } from "./history.ts";

/** What came of asking for a line. */
export type LineResult =
  /** A line; `continues` when its end was pasted, so that the next one belongs to it. */
  | { type: "line"; text: string; continues: boolean }
  /** Ctrl-C, and what stood in the line. */
  | { type: "interrupt"; text: string }
  /** Ctrl-D in an empty line, or a terminal that is gone. */
  | { type: "end" };

/** How a line is asked for. */
export interface LineRequest {
  /** What stands in front of it. */
  prompt: string;
  /** What is shown in its place until something is typed. */
  hint: string;
  /** Gives up. */
  signal: AbortSignal;
}

const CTRL_C = "\x03";

/** What may end a line among keys: Enter, Ctrl-C, Ctrl-D. */
// deno-lint-ignore no-control-regex -- these are keys
const LINE_END = /\r\n?|[\n\x03\x04]/;

/** Reads lines from a terminal: with cursor keys, history, wide characters, pastes, and keys that come too early. */
export class LineEditor implements Disposable {
  readonly #terminal: Terminal;
  readonly #keyboard: Keyboard;
  readonly #history: History;
  /** What came while no line was asked for. */
  #ahead: Typed[] = [];
  /** Takes text for the line that is asked for, until it is complete. */
  #feed: ((input: Typed) => void) | undefined;
  #onInterrupt: (() => void) | undefined;
  #onGone: (() => void) | undefined;
  #gone = false;

  private constructor(terminal: Terminal, keyboard: Keyboard, history: History) {
    this.#terminal = terminal;
    this.#keyboard = keyboard;
    this.#history = history;
    keyboard.onInput = (input) => this.#receive(input);
  }

  /** Takes over a terminal's keys. */
  static async open(terminal: Terminal, history: History): Promise<LineEditor> {
    return new LineEditor(terminal, await terminal.openKeyboard(), history);
  }

  /** Gives the keys back. */
  [Symbol.dispose](): void {
    this.#keyboard.close();
  }

  /** Runs work, during which what is typed waits for the next line, and Ctrl-C aborts `controller`. */
  async during<T>(controller: AbortController, work: () => Promise<T>): Promise<T> {
    const stop = () => controller.abort();
    this.#onInterrupt = stop;
    this.#onGone = stop;
    try {
      return await work();
    } finally {
      this.#onInterrupt = undefined;
      this.#onGone = undefined;
    }
  }

  /** Asks for a line. */
  async read({ prompt, hint, signal }: LineRequest): Promise<LineResult> {
    if (this.#gone || signal.aborted) return { type: "end" };
    const { promise, resolve } = Promise.withResolvers<LineResult>();
    const finish = (result: LineResult) => {
      this.#feed = undefined;
      resolve(result);
    };
    const end = () => finish({ type: "end" });
    // A reader a line: nothing of one line is left over in the next. It takes keys as they are emitted, in one go.
    const keys = new PassThrough();
    const reader = createInterface({
      input: keys,
      output: new TerminalOutput(this.#terminal),
      terminal: true,
      prompt,
      history: [...this.#history.lines],
      historySize: HISTORY_LENGTH,
    });
    let pasting = false;
    reader.on("line", (text) => finish({ type: "line", text, continues: pasting }));
    reader.on("SIGINT", () => {
      reader.write(null, { ctrl: true, name: "e" });
      this.#terminal.print("\n");
      finish({ type: "interrupt", text: reader.line });
    });
    reader.on("SIGTSTP", () => {
      this.#keyboard.suspend();
      reader.prompt(true);
    });
    reader.on("close", end);
    signal.addEventListener("abort", end);
    this.#onGone = end;
    reader.prompt();
    let removeHint = this.#showHint(prompt, hint);
    this.#feed = ({ text, pasted }) => {
      removeHint();
      removeHint = () => {};
      pasting = pasted;
      if (!pasted) keys.emit("data", text);
      else if (text === "\n") reader.write(null, { name: "return" });
      else reader.write(text);
    };
    this.#drain();
    const result = await promise;
    this.#onGone = undefined;
    signal.removeEventListener("abort", end);
    reader.off("close", end).close();
    if (result.type === "line") await this.#history.add(result.text);
    return result;
  }

  /** Shows a hint behind the prompt, where it can be told from what is typed; returns what removes it. */
  #showHint(prompt: string, hint: string): () => void {
    const width = displayWidth(hint);
    if (
      width === 0 || !this.#terminal.colour ||
      displayWidth(prompt) + width >= this.#terminal.columns()
    ) {
      return () => {};
    }
    this.#terminal.print(`\x1b[90m${hint}\x1b[0m\x1b[${width}D`);
    return () => this.#terminal.print("\x1b[K");
  }

  #receive(input: Typed | undefined): void {
    if (input === undefined) {
      this.#gone = true;
      this.#onGone?.();
      return;
    }
    if (this.#feed === undefined && !input.pasted && input.text.includes(CTRL_C)) {
      // What was typed before it is given up as well.
      this.#ahead = [];
      this.#onInterrupt?.();
      return;
    }
    this.#ahead.push(input);
    this.#drain();
  }

  /** Feeds what waits to the line that is asked for; what comes behind its end waits for the next. */
  #drain(): void {
    while (this.#feed !== undefined && this.#ahead.length > 0) {
      const { text, pasted } = this.#ahead.shift()!;
      const match = LINE_END.exec(text);
      // The end of a pasted line is a piece of its own.
      const end = match === null
        ? text.length
        : pasted && match.index > 0
        ? match.index
        : match.index + match[0].length;
      if (end < text.length) this.#ahead.unshift({ text: text.slice(end), pasted });
      this.#feed({ text: text.slice(0, end), pasted });
    }
  }
}

/** The terminal as readline writes to it. */
class TerminalOutput extends Writable {
  readonly #terminal: Terminal;
  readonly isTTY = true;

  constructor(terminal: Terminal) {
    super({
      decodeStrings: false,
      write: (text, _encoding, done) => {
        terminal.print(String(text));
        done();
      },
    });
    this.#terminal = terminal;
  }

  get columns(): number {
    return this.#terminal.columns();
  }
}
