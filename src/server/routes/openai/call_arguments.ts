import { HologramError, parseExactJson } from "../../../base/mod.ts";

/**
 * The arguments of a call, from their JSON text; none for the empty text.
 *
 * @throws {HologramError} `invalid` when the text is no JSON object.
 */
export function callArguments(
  tool: string,
  text: string | null | undefined,
): Record<string, unknown> {
  if (!text) return {};
  let value: unknown;
  try {
    value = parseExactJson(text);
  } catch {
    // It is told below.
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new HologramError(
    `Cannot read the arguments of the call of '${tool}': expected a JSON object`,
    { kind: "invalid" },
  );
}
