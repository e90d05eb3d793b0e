import { type ErrorKind, errorMessage, HologramError } from "../base/mod.ts";

/** Longest part of a name that a message shows, in UTF-16 units. */
const MAX_LABEL = 120;

/** A name or text of a file as a message may show it: on one line, cut to a bearable length, no control characters. */
export function label(name: string): string {
  const shown = name.length > MAX_LABEL ? `${name.slice(0, MAX_LABEL)}...` : name;
  return shown.replace(/\p{C}/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** The error of a file that breaks the format. */
export function invalidHolo(path: string, reason: string, cause?: unknown): HologramError {
  return new HologramError(`Cannot open ${path}: ${reason}`, { kind: "invalid", cause });
}

/** The error of a file that a newer version of the program may read. */
export function unsupportedHolo(path: string, reason: string): HologramError {
  return new HologramError(`Cannot open ${path}: ${reason}`, {
    kind: "unsupported",
    hint: "Use a newer version of Hologram, or create the model again with this one",
  });
}

/** What the file system refused, with the kind that fits; `what` reads `Cannot open model.holo`. */
export function fileError(what: string, error: unknown): HologramError {
  if (error instanceof HologramError) return error;
  const [kind, reason] = explain(error);
  return new HologramError(`${what}: ${reason}`, { kind, cause: error });
}

function explain(error: unknown): [ErrorKind, string] {
  if (error instanceof Deno.errors.NotFound) {
    return ["not_found", "there is no such file or folder"];
  }
  if (error instanceof Deno.errors.AlreadyExists) return ["conflict", "it exists already"];
  if (
    error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable
  ) return ["forbidden", errorMessage(error)];
  return ["internal", errorMessage(error)];
}
