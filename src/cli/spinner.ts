import { type Clock, processClock } from "./clock.ts";
import type { Terminal } from "./terminal.ts";

/** Pictures of something that turns. */
const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

/** The time between two pictures. */
export const FRAME_MS = 100;

/** The picture at a time. */
export function spinnerFrame(milliseconds: number): string {
  return FRAMES[Math.floor(milliseconds / FRAME_MS) % FRAMES.length]!;
}

/**
 * Shows on standard error that something is under way, when that is a terminal. The first picture comes after a tenth
 * of a second, so that what is quick does not flicker.
 *
 * @returns Ends it and leaves no trace; may be called again.
 */
export function startSpinner(terminal: Terminal, clock: Clock = processClock): () => void {
  if (!terminal.interactive) return () => {};
  let shown = false;
  const stop = clock.every(FRAME_MS, () => {
    terminal.note(`\r${spinnerFrame(clock.now())} `);
    shown = true;
  });
  return () => {
    stop();
    if (shown) terminal.note("\r\x1b[K");
    shown = false;
  };
}
