import { errorMessage, HologramError } from "../base/mod.ts";
import { label } from "./holo_error.ts";

/** What a value of unknown shape is checked against; every zod schema is one. */
export interface Schema<T> {
  /** The value as a `T`, or an error that says what does not fit and where. */
  safeParse(value: unknown): SchemaResult<T>;
  /** The value as a `T`; throws where it does not fit. */
  parse(value: unknown): T;
}

/** What a {@linkcode Schema} found. */
export type SchemaResult<T> =
  | { success: true; data: T }
  | { success: false; error: { issues: readonly { message: string; path: PropertyKey[] }[] } };

/**
 * Reads UTF-8 JSON and checks it against a schema.
 *
 * @param what Starts the message of an error, `Cannot open model.holo: its index`.
 * @throws {HologramError} `invalid` when the bytes are not UTF-8, not JSON, or do not fit the schema; the message
 * says where.
 */
export function parseJson<T>(bytes: Uint8Array, schema: Schema<T>, what: string): T {
  const text = decodeText(bytes, what);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(`${what} is not JSON`, error);
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  const place = path.map((key) => typeof key === "number" ? `[${key}]` : `.${label(String(key))}`);
  throw invalid(
    `${what} does not fit its schema at ${place.join("").replace(/^\./, "") || "the top"}`,
    message,
  );
}

/**
 * Reads UTF-8 text.
 *
 * @param what Starts the message of an error.
 * @throws {HologramError} `invalid` when the bytes are not UTF-8 or too many for one string.
 */
export function decodeText(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw invalid(`${what} is not UTF-8 text`, error);
  }
}

function invalid(what: string, cause: unknown): HologramError {
  return new HologramError(`${what}: ${label(errorMessage(cause))}`, { kind: "invalid", cause });
}
