import { HologramError } from "../base/mod.ts";

/**
 * The number that a flag is given.
 *
 * @throws {HologramError} `usage` when it is no whole number above 0.
 */
export function positiveInteger(flag: string, text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value > 0 && Number.isSafeInteger(value)) return value;
  throw new HologramError(`${flag} takes a whole number above 0, got "${text}"`, { kind: "usage" });
}
