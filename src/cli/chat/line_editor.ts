import { toHologramError } from "../../base/mod.ts";
import type { Keyboard } from "../keyboard.ts";
import type { Typed } from "../paste_splitter.ts";
import { reportError } from "../report_error.ts";
import type { Terminal } from "../terminal.ts";
import type { History } from "./history.ts";
import { type Key, KeyDecoder } from "./key_decoder.ts";
import { LineReading, type LineResult, type LineStyle } from "./line_reading.ts";
import { LineView } from "./line_view.ts";

/** What a line editor works with. */
export interface LineEditorOptions {
  /** Earlier messages. */
  history: History;
  /** Has somebody edit a text in another program, which takes the terminal meanwhile. */
  editText(text: string): Promise<string>;
}

/** Reads messages from a terminal: with cursor keys, history, wide characters, pastes, and keys that come too early. */
export class LineEditor implements Disposable {
  readonly #terminal: Terminal;
  readonly #keyboard: Keyboard;
  readonly #options: LineEditorOptions;
  readonly #decoder = new KeyDecoder();
  readonly #view: LineView;
  /** Keys that came while nothing was asked for. */
  #ahead: Key[] = [];
  #reading: LineReading | undefined;
  #finish: (result: LineResult) => void = () => {};
  #onInterrupt: (() => void) | undefined;
  #lent = false;
  #gone = false;

  private constructor(terminal: Terminal, keyboard: Keyboard, options: LineEditorOptions) {
    this.#terminal = terminal;
    this.#keyboard = keyboard;
    this.#options = options;
    this.#view = new LineView(terminal);
    keyboard.onInput = (input) => this.#receive(input);
    keyboard.onResize = () => this.#draw();
  }

  /** Takes over a terminal's keys. */
  static async open(terminal: Terminal, options: LineEditorOptions): Promise<LineEditor> {
    return new LineEditor(terminal, await terminal.openKeyboard(), options);
  }

  /** Gives the keys back. */
  [Symbol.dispose](): void {
    this.#keyboard.close();
  }

  /** Runs work, during which what is typed waits for the next message, and Ctrl-C aborts `controller`. */
  async during<T>(controller: AbortController, work: () => Promise<T>): Promise<T> {
    this.#onInterrupt = () => controller.abort();
    try {
      return await work();
    } finally {
      this.#onInterrupt = undefined;
    }
  }

  /** Asks for a message; `signal` gives up. */
  async read(style: LineStyle, signal: AbortSignal): Promise<LineResult> {
    if (this.#gone || signal.aborted) return { type: "end" };
    const { history } = this.#options;
    const { promise, resolve } = Promise.withResolvers<LineResult>();
    const reading = new LineReading(style, history.lines);
    const give = () => this.#finish({ type: "end" });
    this.#reading = reading;
    this.#finish = (result) => {
      if (this.#reading === undefined) return;
      this.#reading = undefined;
      resolve(result);
    };
    signal.addEventListener("abort", give);
    this.#drain();
    const result = await promise;
    signal.removeEventListener("abort", give);
    reading.leave();
    // Without the hint.
    const layout = reading.layout(this.#terminal.columns(), false);
    this.#view.draw(layout);
    this.#view.finish(layout);
    if (result.type === "line") await history.add(result.text);
    return result;
  }

  #draw(): void {
    if (this.#reading === undefined || this.#lent) return;
    this.#view.draw(this.#reading.layout(this.#terminal.columns(), this.#terminal.colour));
  }

  #receive(input: Typed | undefined): void {
    if (input === undefined) {
      this.#gone = true;
      this.#onInterrupt?.();
      this.#finish({ type: "end" });
      return;
    }
    const keys = this.#decoder.push(input);
    const interrupt = keys.findLastIndex((key) => "action" in key && key.action === "interrupt");
    if (this.#reading === undefined && interrupt >= 0) {
      // What was typed before it is given up as well.
      this.#ahead = keys.slice(interrupt + 1);
      this.#onInterrupt?.();
      return;
    }
    this.#ahead.push(...keys);
    this.#drain();
  }

  /** Gives what waits to the message that is asked for; what comes behind its end waits for the next. */
  #drain(): void {
    if (this.#lent) return;
    while (this.#reading !== undefined && this.#ahead.length > 0) {
      const outcome = this.#reading.press(this.#ahead.shift()!);
      if (outcome === "clearScreen") this.#view.clear();
      else if (outcome === "suspend") this.#suspend();
      else if (outcome === "edit") return void this.#edit(this.#reading);
      else if (outcome !== undefined) this.#finish(outcome);
    }
    this.#draw();
  }

  #suspend(): void {
    this.#keyboard.suspend();
    this.#view.forget();
  }

  async #edit(reading: LineReading): Promise<void> {
    this.#lent = true;
    this.#view.erase();
    try {
      const text = await this.#keyboard.lend(() => this.#options.editText(reading.text));
      reading.replace(text);
    } catch (error) {
      reportError(toHologramError(error), this.#terminal);
    }
    this.#lent = false;
    this.#drain();
  }
}
