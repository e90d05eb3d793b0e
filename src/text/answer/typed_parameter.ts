import { type DeclaredTool, isRecord, readJson } from "./tool_call.ts";

/** How Python writes what JSON writes otherwise. */
const PYTHON_WORDS: Readonly<Record<string, string>> = {
  True: "true",
  False: "false",
  None: "null",
};

/**
 * The value of a parameter that a model writes as bare text. Where the tool's schema allows a string, or says nothing of the
 * parameter, the text is the value. Otherwise it is read as JSON, if that gives one of the declared types; text that
 * does not stays a string, for the tool to refuse.
 */
export function typedParameter(tool: DeclaredTool, name: string, text: string): unknown {
  const properties = tool.parameters?.properties;
  const types = isRecord(properties) ? typesOf(properties[name]) : [];
  const trimmed = text.trim();
  const value = readJson(PYTHON_WORDS[trimmed] ?? trimmed);
  if (types.length === 0 || value === undefined) return text;
  if (types.includes("string") && value !== null) return text;
  return types.includes(typeOf(value)) || (types.includes("number") && typeOf(value) === "integer")
    ? value
    : text;
}

/** The types that a schema allows, those of its values or alternatives where it names none. */
function typesOf(schema: unknown): string[] {
  if (!isRecord(schema)) return [];
  if (typeof schema.type === "string") return [schema.type];
  if (Array.isArray(schema.type)) return schema.type.filter((type) => typeof type === "string");
  if (Array.isArray(schema.enum)) return schema.enum.map(typeOf);
  if ("const" in schema) return [typeOf(schema.const)];
  const alternatives = schema.anyOf ?? schema.oneOf;
  return Array.isArray(alternatives) ? alternatives.flatMap(typesOf) : [];
}

/** The type of a value in JSON Schema's words. */
function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "bigint" || Number.isInteger(value)) return "integer";
  return typeof value;
}
