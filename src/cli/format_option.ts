import { errorMessage, HologramError } from "../base/mod.ts";

/**
 * The structure that `--format` asks for: `json`, or a JSON Schema, written out or in a file.
 *
 * @throws {HologramError} `usage` when it is no JSON object and no file with one.
 */
export async function readFormat(text: string): Promise<unknown> {
  if (text === "json") return text;
  const isInline = text.trimStart().startsWith("{");
  const source = isInline ? text : await readSchema(text);
  const where = isInline ? "--format" : text;
  try {
    const schema = JSON.parse(source);
    if (typeof schema === "object" && schema !== null && !Array.isArray(schema)) return schema;
  } catch (cause) {
    throw new HologramError(`Cannot read the JSON Schema of ${where}: ${errorMessage(cause)}`, {
      kind: "usage",
      cause,
    });
  }
  throw new HologramError(`Cannot read the JSON Schema of ${where}: expected an object`, {
    kind: "usage",
  });
}

async function readSchema(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    throw new HologramError(
      `--format takes json, a JSON Schema, or a file with one, got ${JSON.stringify(path)}`,
      { kind: "usage", cause },
    );
  }
}
