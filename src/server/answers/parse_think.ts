import { HologramError } from "../../base/mod.ts";
import type { Think } from "../../runner/protocol/mod.ts";

const LEVELS = ["high", "medium", "low", "max"];

/**
 * Reads the field `think` of a request.
 *
 * @throws {HologramError} `invalid` when it is neither a boolean nor a level.
 */
export function parseThink(value: unknown): Think | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "boolean") return value;
  if (typeof value === "string" && LEVELS.includes(value)) return value as Think;
  throw new HologramError(
    `invalid think value: ${JSON.stringify(value)} ` +
      `(must be "high", "medium", "low", "max", true, or false)`,
    { kind: "invalid" },
  );
}
