import { type Clock, processClock } from "./clock.ts";
import { fitWidth } from "./format/display_width.ts";
import { progressBar } from "./format/progress_bar.ts";
import { FRAME_MS, spinnerFrame } from "./spinner.ts";
import type { Terminal } from "./terminal.ts";
import { TransferRate } from "./transfer_rate.ts";

/** How far something has come, as the API streams it. */
export interface ProgressLine {
  /** What happens now. */
  status: string;
  /** Bytes done. */
  completed?: number;
  /** Bytes in all. */
  total?: number;
}

/** Something that is under way. */
interface Phase {
  status: string;
  /** Bytes done, the most that was told. */
  completed: number;
  /** Bytes in all; 0 where that is not told. */
  total: number;
  /** The part that is done, never less than before. */
  fraction: number;
  rate: TransferRate;
  ended: boolean;
}

/**
 * Shows progress on standard error: a line a phase, drawn again while the phase lasts and left in its last state. Where
 * that is no terminal, each phase is told once, in a line.
 *
 * Phases that tell their size may run side by side; one that does not ends when another begins.
 */
export class Progress {
  readonly #terminal: Terminal;
  readonly #clock: Clock;
  /** Phases that may still change, and those behind one. */
  #phases: Phase[] = [];
  /** Lines on the screen that are drawn again. */
  #drawn = 0;
  #stop: (() => void) | undefined;
  #told = "";
  readonly #toldSizes = new Set<string>();

  /** Shows progress on a terminal. */
  constructor(terminal: Terminal, clock: Clock = processClock) {
    this.#terminal = terminal;
    this.#clock = clock;
  }

  /** Takes where things stand now. */
  update(line: ProgressLine): void {
    if (!this.#terminal.interactive) {
      this.#tell(line);
      return;
    }
    this.#stop ??= this.#clock.every(FRAME_MS, () => this.#draw());
    const { status, completed = 0, total = 0 } = line;
    let phase = this.#phases.find((phase) => phase.status === status);
    if (phase === undefined) {
      for (const other of this.#phases) other.ended ||= other.total === 0;
      const rate = new TransferRate();
      phase = { status, completed: 0, total: 0, fraction: 0, rate, ended: false };
      this.#phases.push(phase);
    }
    if (total <= 0) return;
    phase.total = total;
    phase.completed = Math.max(phase.completed, completed);
    phase.fraction = Math.min(1, Math.max(phase.fraction, phase.completed / total));
    phase.rate.add(this.#clock.now(), phase.completed);
    phase.ended ||= phase.completed >= total;
  }

  /** Everything that was begun has been done. */
  complete(): void {
    for (const phase of this.#phases) phase.fraction = 1;
    this.end();
  }

  /** Leaves things as they stand; may be called again. */
  end(): void {
    this.#stop?.();
    this.#stop = undefined;
    for (const phase of this.#phases) phase.ended = true;
    if (this.#phases.length > 0) this.#draw();
  }

  #tell({ status, total = 0 }: ProgressLine): void {
    if (status === this.#told || this.#toldSizes.has(status)) return;
    this.#terminal.note(`${status}\n`);
    this.#told = status;
    if (total > 0) this.#toldSizes.add(status);
  }

  #draw(): void {
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A` : "";
    const lines = this.#phases.map((phase) => `${this.#line(phase)}\x1b[K\n`);
    this.#terminal.note(up + lines.join(""));
    // What has ended scrolls away, as soon as nothing above it changes any more.
    const going = this.#phases.findIndex(({ ended }) => !ended);
    this.#phases = going < 0 ? [] : this.#phases.slice(going);
    this.#drawn = this.#phases.length;
  }

  #line({ status, fraction, total, rate, ended }: Phase): string {
    const now = this.#clock.now();
    // A line that reaches the last column would break in some terminals.
    const columns = this.#terminal.columns() - 1;
    if (total > 0) {
      return progressBar(
        { label: status, fraction, total, rate: rate.at(now), ended },
        columns,
      );
    }
    if (ended) return status;
    return `${fitWidth(status.replaceAll("\n", " "), columns - 2).trimEnd()} ${spinnerFrame(now)}`;
  }
}
