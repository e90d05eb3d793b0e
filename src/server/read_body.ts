import { HologramError } from "../base/mod.ts";
import type * as z from "../deps/zod.ts";

/**
 * The JSON body of a request, checked by a schema. The content type does not matter, unknown fields are ignored.
 *
 * @throws {HologramError} `invalid` when the body is missing, no JSON, or does not fit, naming the field.
 */
export async function readBody<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const text = await request.text();
  if (text.trim() === "") {
    throw new HologramError("missing request body", { kind: "invalid" });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new HologramError(`Cannot read the request: ${(error as Error).message}`, {
      kind: "invalid",
      cause: error,
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const where = path.length > 0 ? `${path.join(".")}: ` : "";
  throw new HologramError(`Cannot read the request: ${where}${message}`, { kind: "invalid" });
}
