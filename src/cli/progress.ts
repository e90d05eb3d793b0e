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

/** Statuses of what is brought over the network, whose sizes are summed up. */
const TRANSFER = /^(?:pulling|pushing) /;

/** Something that is under way. */
interface Phase {
  status: string;
  /** Bytes that had been done before. */
  before: number;
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
 * Phases that tell their size may run side by side; one that does not ends when another begins. Where several files are
 * pulled or pushed, a last line sums them up.
 */
export class Progress {
  readonly #terminal: Terminal;
  readonly #clock: Clock;
  /** Phases that may still change, and those behind one. */
  #phases: Phase[] = [];
  /** Lines on the screen that are drawn again. */
  #drawn = 0;
  /** What has been pulled or pushed so far, also what is complete. */
  #transfers: Phase[] = [];
  /** The sum of those, while there are several. */
  #total: Phase | undefined;
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
    const isTransfer = total > 0 && TRANSFER.test(status);
    let phase = this.#phases.find((phase) => phase.status === status);
    if (phase === undefined) {
      // A last word about what is complete does not begin it again.
      if (isTransfer && this.#transfers.some((phase) => phase.status === status)) return;
      for (const other of this.#phases) other.ended ||= other.total === 0;
      if (!isTransfer) this.#endTransfers();
      phase = newPhase(status);
      this.#phases.push(phase);
    }
    if (total <= 0) return;
    if (isTransfer && phase.total === 0) {
      phase.before = completed;
      this.#transfers.push(phase);
    }
    phase.total = total;
    phase.completed = Math.max(phase.completed, completed);
    phase.fraction = Math.min(1, Math.max(phase.fraction, phase.completed / total));
    phase.rate.add(this.#clock.now(), phase.completed);
    phase.ended ||= phase.completed >= total;
    if (isTransfer) this.#sumUp();
  }

  /** Everything that was begun has been done. */
  complete(): void {
    for (const phase of [...this.#phases, ...this.#transfers]) phase.fraction = 1;
    if (this.#total !== undefined) this.#total.fraction = 1;
    this.end();
  }

  /** Leaves things as they stand; may be called again. */
  end(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#endTransfers();
    for (const phase of this.#phases) phase.ended = true;
    if (this.#phases.length > 0) this.#draw();
  }

  #sumUp(): void {
    if (this.#transfers.length < 2) return;
    const sum = this.#total ??= newPhase("total");
    const add = (value: (phase: Phase) => number) =>
      this.#transfers.reduce((sum, phase) => sum + value(phase), 0);
    sum.total = add(({ total }) => total);
    sum.completed = add(({ completed }) => completed);
    sum.fraction = Math.min(1, Math.max(sum.fraction, sum.completed / sum.total));
    // What was here before did not come quickly now.
    sum.rate.add(this.#clock.now(), sum.completed - add(({ before }) => before));
  }

  /** Leaves the sum behind the transfers. */
  #endTransfers(): void {
    if (this.#total !== undefined) this.#phases.push({ ...this.#total, ended: true });
    this.#total = undefined;
    this.#transfers = [];
  }

  #tell({ status, total = 0 }: ProgressLine): void {
    if (status === this.#told || this.#toldSizes.has(status)) return;
    this.#terminal.note(`${status}\n`);
    this.#told = status;
    if (total > 0) this.#toldSizes.add(status);
  }

  #draw(): void {
    const room = Math.max(1, this.#terminal.rows() - 2);
    // The cursor cannot go up further than the screen does: what has ended makes room first, then the last ones wait.
    if (this.#phases.length > room) {
      this.#phases.sort((a, b) => Number(b.ended) - Number(a.ended));
    }
    // What has ended scrolls away, as soon as nothing above it changes any more.
    const first = this.#phases.findIndex(({ ended }) => !ended);
    const going = first < 0 ? [] : this.#phases.slice(first);
    const left = this.#phases.slice(0, this.#phases.length - going.length);
    const again = going.slice(0, room).concat(this.#total ?? []);
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A` : "";
    const lines = [...left, ...again].map((phase) => `${this.#line(phase)}\x1b[K\n`);
    this.#terminal.note(up + lines.join(""));
    this.#phases = going;
    this.#drawn = again.length;
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

function newPhase(status: string): Phase {
  const rate = new TransferRate();
  return { status, before: 0, completed: 0, total: 0, fraction: 0, rate, ended: false };
}
