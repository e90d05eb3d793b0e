import { HologramError } from "../../../base/mod.ts";

/** A structure that a request asks for. */
export interface RequestedFormat {
  /** `text`, `json_object` or `json_schema`. */
  type: string;
  /** The schema, for `json_schema`. */
  schema?: Record<string, unknown> | null;
}

/**
 * How the native API says which structure an answer must have; `undefined` for any.
 *
 * @param field What the request calls it.
 * @throws {HologramError} `invalid` without a schema; `unsupported` for another structure.
 */
export function nativeFormat(
  format: RequestedFormat | null | undefined,
  field: string,
): "json" | Record<string, unknown> | undefined {
  if (format === undefined || format === null || format.type === "text") return undefined;
  if (format.type === "json_object") return "json";
  if (format.type === "json_schema") {
    if (format.schema) return format.schema;
    throw new HologramError(`${field} json_schema needs a schema`, { kind: "invalid" });
  }
  throw new HologramError(`${field} of type ${JSON.stringify(format.type)} is not supported`, {
    kind: "unsupported",
    hint: "Use text, json_object or json_schema",
  });
}
