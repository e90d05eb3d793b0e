import { displayWidth, fitWidth } from "./display_width.ts";
import { humanBytes } from "./human_bytes.ts";
import { remainingTime } from "./remaining_time.ts";

/** What a progress bar shows. */
export interface BarState {
  /** What is under way. */
  label: string;
  /** How much of it is done, from 0 to 1. */
  fraction: number;
  /** Bytes in all. */
  total: number;
  /** Bytes a second; `undefined` while that is not known. */
  rate: number | undefined;
  /** Whether it has ended. */
  ended: boolean;
}

/** The width of ` 1.2 GB/2.0 GB    10 MB/s    1m2s`; shorter figures leave the bar as long as it was. */
const FIGURES = 32;

/** The narrowest bar that tells anything. */
const LEAST_BAR = 5;

/**
 * A progress bar of one line, `writing  45% ▕███   ▏ 1.2 GB/2.0 GB   10 MB/s    1m2s`. What does not fit is left out:
 * the bar first, then the time and the speed, then the sizes.
 *
 * @param columns The width of the line.
 */
export function progressBar(state: BarState, columns: number): string {
  const { label, fraction, total, ended } = state;
  const start = `${label} ${String(Math.floor(fraction * 100)).padStart(3)}%`;
  const size = humanBytes(total).padStart(6);
  const done = humanBytes(Math.floor(fraction * total)).padStart(6);
  const sizes = ended ? ` ${size}` : ` ${done}/${size}`;
  const figures = ended ? sizes : sizes + timing(state);
  // Two ends, and a space in front of the first.
  const room = columns - displayWidth(start) - FIGURES - 3;
  if (room >= LEAST_BAR) {
    const filled = "█".repeat(Math.floor(fraction * room)).padEnd(room);
    return `${start} ▕${filled}▏${figures}`;
  }
  const fits = (end: string) => displayWidth(start + end) <= columns;
  return fitWidth(start, columns) + ([figures, sizes].find(fits) ?? "");
}

/** The speed, and the time that is left at it; nothing while that cannot be said. */
function timing({ fraction, total, rate }: BarState): string {
  if (rate === undefined || rate === 0) return "";
  const speed = humanBytes(Math.floor(rate)).padStart(6);
  const left = remainingTime(1000 * (1 - fraction) * total / rate).padStart(6);
  return `  ${speed}/s  ${left}`;
}
