import type { Clock } from "../../src/cli/clock.ts";
import type { Terminal } from "../../src/cli/terminal.ts";

/** A terminal that keeps what is written to it. */
export class FakeTerminal implements Terminal {
  /** What came to standard output. */
  printed = "";
  /** What came to standard error. */
  noted = "";
  readonly interactive: boolean;
  readonly readsKeys = false;
  readonly printsToScreen: boolean;
  readonly colour = false;
  readonly #columns: number;
  readonly #piped: string;

  constructor(
    { screen, columns = 80, piped = "" }: { screen: boolean; columns?: number; piped?: string },
  ) {
    this.interactive = screen;
    this.printsToScreen = screen;
    this.#columns = columns;
    this.#piped = piped;
  }

  print(text: string): void {
    this.printed += text;
  }

  note(text: string): void {
    this.noted += text;
  }

  columns(): number {
    return this.#columns;
  }

  rows(): number {
    return 24;
  }

  readPiped(): Promise<string> {
    return Promise.resolve(this.#piped);
  }

  openKeyboard(): Promise<never> {
    throw new Error("There is no keyboard");
  }
}

/** A clock that is set by hand. */
export class FakeClock implements Clock {
  #time = 0;
  #work: (() => void) | undefined;
  #period = 0;
  #next = 0;

  now(): number {
    return this.#time;
  }

  every(milliseconds: number, work: () => void): () => void {
    this.#period = milliseconds;
    this.#next = this.#time + milliseconds;
    this.#work = work;
    return () => void (this.#work = undefined);
  }

  /** Whether something is called again and again. */
  get ticking(): boolean {
    return this.#work !== undefined;
  }

  /** Lets time pass. */
  pass(milliseconds: number): void {
    const end = this.#time + milliseconds;
    while (this.#work !== undefined && this.#next <= end) {
      this.#time = this.#next;
      this.#next += this.#period;
      this.#work();
    }
    this.#time = end;
  }
}
