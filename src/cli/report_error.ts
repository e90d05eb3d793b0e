import type { HologramError } from "../base/mod.ts";
import type { Terminal } from "./terminal.ts";

/** Tells of an error on standard error: `Error: what happened: why`, and below what to do, where there is something. */
export function reportError(error: HologramError, terminal: Terminal): void {
  terminal.note(`Error: ${error.message}\n`);
  if (error.hint !== undefined) terminal.note(`${error.hint}\n`);
}
