import { HologramError } from "../../../base/mod.ts";
import { goType } from "./go_type.ts";

/**
 * The texts that end an answer, from the field `stop`: one text, or a list; `undefined` when none is given.
 *
 * @throws {HologramError} `invalid` when something else stands there.
 */
export function stopStrings(stop: unknown): string[] | undefined {
  if (stop === undefined || stop === null) return undefined;
  const strings = Array.isArray(stop) ? stop : [stop];
  const wrong = strings.find((item) => typeof item !== "string");
  if (wrong === undefined) return strings as string[];
  throw new HologramError(`invalid type for 'stop' field: ${goType(wrong)}`, { kind: "invalid" });
}
