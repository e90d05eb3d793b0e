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
  return parseBody(text, schema);
}

/** The same, where the body may be left out: then it is `{}`. */
export async function readOptionalBody<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const text = await request.text();
  return parseBody(text.trim() === "" ? "{}" : text, schema);
}

/**
 * The query of a request, checked by a schema of its texts.
 *
 * @throws {HologramError} `invalid`, naming the parameter.
 */
export function readQuery<T>(url: string, schema: z.ZodType<T>): T {
  return accept(Object.fromEntries(new URL(url).searchParams), schema);
}

function parseBody<T>(text: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new HologramError(`Cannot read the request: ${(error as Error).message}`, {
      kind: "invalid",
      cause: error,
    });
  }
  return accept(value, schema);
}

function accept<T>(value: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  const where = path.length > 0 ? `${path.join(".")}: ` : "";
  throw new HologramError(`Cannot read the request: ${where}${message}`, { kind: "invalid" });
}
