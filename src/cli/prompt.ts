import { HologramError } from "../base/mod.ts";
import { type Key, KeyDecoder } from "./chat/key_decoder.ts";
import { displayWidth, graphemes } from "./format/display_width.ts";
import type { Keyboard } from "./keyboard.ts";
import type { Terminal } from "./terminal.ts";

/** Asks somebody at a terminal for short texts, on standard error. Keys that come too early wait for the next question. */
export class Prompt implements Disposable {
  readonly #terminal: Terminal;
  readonly #keyboard: Keyboard;
  readonly #signal: AbortSignal;
  readonly #decoder = new KeyDecoder();
  /** Keys that no question has taken yet. */
  #ahead: Key[] = [];
  #gone = false;
  #onChange = () => {};
  readonly #wake = () => this.#onChange();

  private constructor(terminal: Terminal, keyboard: Keyboard, signal: AbortSignal) {
    this.#terminal = terminal;
    this.#keyboard = keyboard;
    this.#signal = signal;
    keyboard.onInput = (input) => {
      if (input === undefined) this.#gone = true;
      else this.#ahead.push(...this.#decoder.push(input));
      this.#wake();
    };
    signal.addEventListener("abort", this.#wake);
  }

  /** Whether there is somebody to ask. */
  static isPossible({ readsKeys, interactive }: Terminal): boolean {
    return readsKeys && interactive;
  }

  /** Takes over a terminal's keys; `signal` ends a question. */
  static async open(terminal: Terminal, signal: AbortSignal): Promise<Prompt> {
    return new Prompt(terminal, await terminal.openKeyboard(), signal);
  }

  /** Gives the keys back. */
  [Symbol.dispose](): void {
    this.#signal.removeEventListener("abort", this.#wake);
    this.#keyboard.close();
  }

  /**
   * Asks for a line.
   *
   * @param hidden Show nothing of what is typed.
   * @throws {HologramError} `cancelled` at Ctrl-C and Ctrl-D.
   */
  async ask(question: string, { hidden = false }: { hidden?: boolean } = {}): Promise<string> {
    let text = "";
    const show = (shown: string) => hidden || this.#terminal.note(shown);
    this.#terminal.note(question);
    for (;;) {
      const key = await this.#nextKey();
      if ("text" in key) {
        // A line that was copied whole brings its end along.
        const line = key.text.replace(/\n[\s\S]*$/, "");
        text += line;
        show(line);
      } else if (key.action === "enter") {
        this.#terminal.note("\n");
        return text;
      } else if (key.action === "interrupt" || (key.action === "end" && text === "")) {
        throw new HologramError("Interrupted", { kind: "cancelled" });
      } else if (key.action === "eraseLeft") {
        const last = graphemes(text).at(-1) ?? "";
        text = text.slice(0, text.length - last.length);
        show("\b \b".repeat(displayWidth(last)));
      } else if (key.action === "eraseToLineStart") {
        show("\b \b".repeat(displayWidth(text)));
        text = "";
      } else if (key.action === "suspend") {
        this.#keyboard.suspend();
        this.#terminal.note(question);
        show(text);
      }
    }
  }

  async #nextKey(): Promise<Key> {
    for (;;) {
      this.#signal.throwIfAborted();
      const key = this.#ahead.shift();
      if (key !== undefined) return key;
      if (this.#gone) return { action: "interrupt" };
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onChange = resolve;
      await promise;
    }
  }
}
