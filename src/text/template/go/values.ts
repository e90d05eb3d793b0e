/**
 * A value of a template, with the kinds of Go that templates can tell apart: strings, integers (`bigint`), floats
 * (`number`), booleans, structs, maps, lists, `nil` (`null`), and no value (`undefined`: a map's missing entry).
 */
export type GoValue =
  | string
  | bigint
  | number
  | boolean
  | null
  | undefined
  | GoStruct
  | GoMap
  | GoList;

/** What a type of Go says about its values, beside their contents. */
export interface GoTraits {
  /** The type's name in errors. */
  type: string;
  /** Whether its values print as JSON: a `String` method. */
  printsJson?: boolean;
  /** Whether a list of one element prints and marshals as that element: a property's type or types. */
  joins?: boolean;
}

/** A field of a struct. */
export interface GoField {
  /** Its value. */
  value: GoValue;
  /** Its name in JSON, with a `?` behind it where an empty value is left out. */
  json: string;
}

/** A struct: fields in the order of their declaration. Asking for another field is an error. */
export class GoStruct {
  /** The fields by name. */
  readonly fields: ReadonlyMap<string, GoField>;
  /** Its type. */
  readonly traits: GoTraits;
  /** JSON entries that no field names, written after those of the fields. */
  readonly rest: GoMap | undefined;

  /** Makes a struct of its fields. */
  constructor(traits: GoTraits, fields: Iterable<[string, GoField]>, rest?: GoMap) {
    this.traits = traits;
    this.fields = new Map(fields);
    this.rest = rest;
  }
}

/** A map with string keys, sorted as Go prints, ranges over and marshals them: by their bytes in UTF-8. */
export class GoMap {
  /** The entries, in their order. */
  readonly entries: ReadonlyMap<string, GoValue>;
  /** Its type. */
  readonly traits: GoTraits;

  /** Makes a map of entries in any order; `given` keeps that order, as Ollama's ordered maps do. */
  constructor(
    traits: GoTraits,
    entries: Iterable<[string, GoValue]>,
    order: "sorted" | "given" = "sorted",
  ) {
    this.traits = traits;
    const list = [...entries];
    if (order === "sorted") list.sort(([a], [b]) => compareStrings(a, b));
    this.entries = new Map(list);
  }
}

/** A list. */
export class GoList {
  /** Its elements. */
  readonly items: readonly GoValue[];
  /** Its type. */
  readonly traits: GoTraits;

  /** Makes a list of its elements. */
  constructor(traits: GoTraits, items: readonly GoValue[]) {
    this.traits = traits;
    this.items = items;
  }
}

/** What parsed JSON is in Go: floats for numbers, maps for objects. Big integers stay exact. */
export function goValueOf(value: unknown): GoValue {
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
    case "bigint":
      return value;
    case "object":
      if (value === null) return null;
      if (Array.isArray(value)) return new GoList({ type: "[]interface {}" }, value.map(goValueOf));
      return new GoMap(
        { type: "map[string]interface {}" },
        Object.entries(value).filter(([, entry]) => entry !== undefined)
          .map(([key, entry]) => [key, goValueOf(entry)]),
      );
    default:
      return undefined;
  }
}

/** Whether a value counts as true in a condition: Go's rule is that its zero value, or an empty collection, does not. */
export function isTrue(value: GoValue): boolean {
  if (value instanceof GoStruct) return true;
  if (value instanceof GoMap) return value.entries.size > 0;
  if (value instanceof GoList) return value.items.length > 0;
  return typeof value === "number" ? value !== 0 : Boolean(value);
}

/** Whether a value is `nil`, or none. */
export function isNil(value: GoValue): value is null | undefined {
  return value === null || value === undefined;
}

/** The name of a value's type in Go. */
export function typeName(value: GoValue): string {
  switch (typeof value) {
    case "string":
      return "string";
    case "bigint":
      return "int";
    case "number":
      return "float64";
    case "boolean":
      return "bool";
    default:
      return isNil(value) ? "nil" : value.traits.type;
  }
}

/** Orders two strings as Go does: by their code points, which is by their bytes in UTF-8. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (left === right) continue;
    // Halves of surrogate pairs stand for code points above all others.
    const [high, low] = [isSurrogate(left), isSurrogate(right)];
    return high === low ? left - right : high ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xe000;
}
