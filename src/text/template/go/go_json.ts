import { HologramError } from "../../../base/mod.ts";
import { GoList, GoMap, GoStruct, type GoValue, isTrue } from "./values.ts";

// What encoding/json escapes although JSON does not ask for it.
const ESCAPED = /[<>&\u2028\u2029]/g;

/**
 * A value as JSON, as Go's `encoding/json` writes it: no spaces, `<`, `>`, `&` and the line separators U+2028 and
 * U+2029 escaped, maps sorted by key, structs in the order of their fields, empty optional fields left out.
 *
 * @throws {HologramError} `invalid` for a number that is not finite.
 */
export function goJson(value: GoValue): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "string") return quote(value);
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new HologramError(`Cannot write ${value} as JSON: it is no finite number`, {
      kind: "invalid",
    });
  }
  if (value instanceof GoStruct) {
    const entries: [string, GoValue][] = [];
    for (const { value: field, json } of value.fields.values()) {
      const optional = json.endsWith("?");
      if (!optional || isTrue(field)) entries.push([optional ? json.slice(0, -1) : json, field]);
    }
    return object([...entries, ...value.rest?.entries ?? []]);
  }
  if (value instanceof GoMap) return object(value.entries);
  if (value instanceof GoList) {
    if (value.traits.joins && value.items.length === 1) return goJson(value.items[0]);
    return `[${value.items.map(goJson).join(",")}]`;
  }
  return String(value);
}

function object(entries: Iterable<[string, GoValue]>): string {
  return `{${[...entries].map(([key, value]) => `${quote(key)}:${goJson(value)}`).join(",")}}`;
}

function quote(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(
    ESCAPED,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
