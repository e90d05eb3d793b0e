import { stringifyExactJson } from "../base/mod.ts";

/** A value as JSON; big integers, which a model's tool calls may have, with all their digits. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    // It throws at big integers alone; the exact writer is slower.
    return stringifyExactJson(value);
  }
}
