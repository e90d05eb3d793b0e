import { errorMessage, HologramError } from "../base/mod.ts";
import type * as z from "../deps/zod.ts";

/**
 * Reads a JSON document against a schema.
 *
 * @throws {HologramError} `invalid`, naming the document and the first field that is not as it should be.
 */
export function parseDocument<T>(schema: z.ZodType<T>, bytes: Uint8Array, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new HologramError(`Cannot read the ${what}: not JSON: ${errorMessage(cause)}`, {
      kind: "invalid",
      cause,
    });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue!.path.length === 0 ? "" : `${issue!.path.join(".")}: `;
  throw new HologramError(`Cannot read the ${what}: ${place}${issue!.message}`, {
    kind: "invalid",
    cause: result.error,
  });
}
