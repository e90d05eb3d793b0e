import { HologramError } from "../../base/mod.ts";

/** Refuses a request: `Cannot read <what>: <why>`, of kind `invalid`. */
export function fail(what: string, why: string, hint?: string): never {
  throw new HologramError(`Cannot read ${what}: ${why}`, { kind: "invalid", hint });
}

/** A value of a request as an error shows it, on one line and short. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value !== "string") return String(value);
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}...` : value);
}
