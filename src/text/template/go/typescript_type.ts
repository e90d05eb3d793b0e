import { GoList, GoStruct, type GoValue } from "./values.ts";

const TYPES: Record<string, string> = {
  string: "string",
  number: "number",
  integer: "number",
  boolean: "boolean",
  array: "any[]",
  object: "Record<string, any>",
  null: "null",
};

/** The type of TypeScript for a property of a tool's parameters; `any` for every other value. */
export function typeScriptType(value: GoValue): string {
  if (!(value instanceof GoStruct) || value.traits.type !== "api.ToolProperty") return "any";
  const choices = value.fields.get("AnyOf")!.value;
  if (choices instanceof GoList && choices.items.length > 0) {
    return choices.items.map(typeScriptType).join(" | ");
  }
  const types = (value.fields.get("Type")!.value as GoList).items as readonly string[];
  if (types.length === 0) return "any";
  return types.map((type) => Object.hasOwn(TYPES, type) ? TYPES[type] : "any").join(" | ");
}
