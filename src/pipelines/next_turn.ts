import { setImmediate } from "node:timers";

/** Waits for the next turn of the event loop (about 10 microseconds), so that whatever has arrived gets its say. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
