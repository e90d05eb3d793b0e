import { HologramError } from "./hologram_error.ts";

/** How much a model is to think. */
export type ThinkLevel = "low" | "medium" | "high" | "max";

/** Whether a model is to think first, or how much. */
export type Think = boolean | ThinkLevel;

/** What a request says about thinking. */
export interface ThinkSetting {
  /** Whether the model is to think. */
  enabled: boolean;
  /** How much: `medium` for a plain `true`, empty where it is not to think. */
  level: ThinkLevel | "";
  /** The value as the request has it. */
  value: Think;
}

const LEVELS: readonly string[] = ["high", "medium", "low", "max"];

/**
 * Reads a request's `think`: `true`, `false`, `"low"`, `"medium"`, `"high"` or `"max"`. Absent or `null` is
 * `undefined`: the model decides.
 *
 * @throws {HologramError} `invalid`, in Ollama's words, for anything else.
 */
export function parseThink(value: unknown): ThinkSetting | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "boolean") return { enabled: value, level: value ? "medium" : "", value };
  if (typeof value !== "string") {
    throw new HologramError(
      'think must be a boolean or string ("high", "medium", "low", "max", true, or false)',
      { kind: "invalid" },
    );
  }
  if (!LEVELS.includes(value)) {
    throw new HologramError(
      `invalid think value: ${
        JSON.stringify(value)
      } (must be "high", "medium", "low", "max", true, or false)`,
      { kind: "invalid" },
    );
  }
  const level = value as ThinkLevel;
  return { enabled: true, level, value: level };
}
