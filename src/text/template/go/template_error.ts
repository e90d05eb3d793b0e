import { HologramError } from "../../../base/mod.ts";

/**
 * An error `invalid` at a place of a template's source, named by line and column (both from 1, in UTF-16 units).
 *
 * @param at Offset in the source.
 */
export function templateError(
  action: "parse" | "render",
  source: string,
  at: number,
  why: string,
): HologramError {
  const before = source.slice(0, at).split("\n");
  const place = `line ${before.length}, column ${before.at(-1)!.length + 1}`;
  return new HologramError(`Cannot ${action} the template at ${place}: ${why}`, {
    kind: "invalid",
  });
}
