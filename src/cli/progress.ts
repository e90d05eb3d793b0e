import { humanBytes } from "./format/human_bytes.ts";
import type { Terminal } from "./terminal.ts";

/** How far something has come, as the API streams it. */
export interface ProgressLine {
  /** What happens now. */
  status: string;
  /** Bytes done. */
  completed?: number;
  /** Bytes in all. */
  total?: number;
}

/** Shows progress on standard error: one line that overwrites itself, or a line a step when it is no terminal. */
export class Progress {
  readonly #terminal: Terminal;
  #status = "";

  /** Shows progress on a terminal. */
  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Shows where things stand now. */
  update({ status, completed, total }: ProgressLine): void {
    if (!this.#terminal.interactive) {
      if (status !== this.#status) this.#terminal.note(`${status}\n`);
      this.#status = status;
      return;
    }
    const amount = completed !== undefined && total
      ? `: ${Math.floor((100 * completed) / total)}% of ${humanBytes(total)}`
      : "";
    const end = this.#status !== "" && this.#status !== status ? "\n" : "\r\x1b[K";
    this.#terminal.note(`${end}${status}${amount}`);
    this.#status = status;
  }

  /** Ends the line. */
  end(): void {
    if (this.#terminal.interactive && this.#status !== "") this.#terminal.note("\n");
  }
}
