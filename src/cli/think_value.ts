import { HologramError } from "../base/mod.ts";

/** Whether a model thinks before it answers, or how hard. */
export type ThinkValue = boolean | "low" | "medium" | "high" | "max";

const VALUES: ReadonlyMap<string, ThinkValue> = new Map<string, ThinkValue>([
  ["true", true],
  ["false", false],
  ["low", "low"],
  ["medium", "medium"],
  ["high", "high"],
  ["max", "max"],
]);

/**
 * Reads how hard a model shall think.
 *
 * @throws {HologramError} `usage`, in Ollama's words, when the text is none of the values.
 */
export function thinkValue(text: string): ThinkValue {
  const value = VALUES.get(text);
  if (value !== undefined) return value;
  throw new HologramError(
    `invalid think value: ${
      JSON.stringify(text)
    } (must be "high", "medium", "low", "max", true, or false)`,
    { kind: "usage" },
  );
}
