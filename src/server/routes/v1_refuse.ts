import { HologramError } from "../../base/mod.ts";

/**
 * Refuses by name the fields of a request that constrain the answer and cannot be honoured. A field that asks for
 * nothing (absent, null, false, empty) passes.
 *
 * @param fields Values by the name that the message gives them.
 * @throws {HologramError} `unsupported`
 */
export function refuseFields(fields: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(fields)) {
    if (asksForNothing(value)) continue;
    throw new HologramError(`${name} is not supported`, { kind: "unsupported" });
  }
}

function asksForNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "") return true;
  return Array.isArray(value) && value.length === 0;
}
