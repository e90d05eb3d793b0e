import { HologramError } from "../../../base/mod.ts";

const THINK: Readonly<Record<string, string | false>> = {
  none: false,
  minimal: "low",
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "max",
  ultra: "max",
  max: "max",
};

/**
 * How the native API says how long to think, from `reasoning_effort`; `undefined` leaves it to the model.
 *
 * @throws {HologramError} `invalid` when there is no such effort.
 */
export function thinkOfEffort(effort: string | null | undefined): string | false | undefined {
  if (!effort) return undefined;
  const think = Object.hasOwn(THINK, effort) ? THINK[effort] : undefined;
  if (think !== undefined) return think;
  throw new HologramError(
    `invalid reasoning value: ${JSON.stringify(effort)} (must be "minimal", "low", "medium", ` +
      `"high", "xhigh", "ultra", "max", or "none")`,
    { kind: "invalid" },
  );
}
