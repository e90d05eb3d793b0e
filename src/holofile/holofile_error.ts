import { HologramError } from "../base/mod.ts";

/** A mistake on a line of a Holofile, in the form of Ollama's messages. */
export function holofileError(line: number, what: string, hint?: string): HologramError {
  return new HologramError(`(line ${line}): ${what}`, { kind: "invalid", hint });
}

/**
 * A text that stops where more must come. Ollama's message names no line, so the hint does.
 *
 * @param word What was read of the instruction before a new line came instead of the rest.
 */
export function unexpectedEnd(line: number, word: string, missing: string): HologramError {
  return new HologramError(word === "" ? "unexpected EOF" : `unexpected EOF: ${word}`, {
    kind: "invalid",
    hint: `Line ${line}: ${missing}`,
  });
}
