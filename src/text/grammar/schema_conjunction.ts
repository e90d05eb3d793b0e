import { HologramError } from "../../base/mod.ts";

/** A JSON Schema and where it stands in the whole one. */
export interface Located {
  /** The schema. */
  schema: unknown;
  /** A JSON pointer behind `#`. */
  path: string;
}

/** The types of JSON Schema. */
export type SchemaType =
  | "null"
  | "boolean"
  | "object"
  | "array"
  | "string"
  | "number"
  | "integer";

/** What one schema says of an object's properties. */
export interface ObjectPart {
  /** Named properties. */
  properties: ReadonlyMap<string, Located>;
  /** Properties whose names match a pattern. */
  patterns: readonly { pattern: string; value: Located }[];
  /** All other properties, where it says anything. */
  additional?: Located;
}

/** What one schema says of an array's items. */
export interface ArrayPart {
  /** The first items. */
  prefix: readonly Located[];
  /** All other items, where it says anything. */
  rest?: Located;
}

/** Schemas of which one must hold. */
export interface Alternatives {
  /** The schemas. */
  options: readonly Located[];
  /** The references that led here, which the options may not lead back to. */
  chain: readonly string[];
}

/** Everything that schemas which must all hold say together. */
export interface Conjunction {
  /** Where the first of them stands. */
  path: string;
  /** Whether nothing can hold. */
  never: boolean;
  /** Types that are left, where any schema says so. */
  types?: ReadonlySet<SchemaType>;
  /** Values that are left, where any schema lists them. */
  values?: readonly unknown[];
  /** What else must hold: one of each. */
  alternatives: readonly Alternatives[];
  /** Of strings. */
  minLength: number;
  /** Of strings. */
  maxLength: number;
  /** Of strings: patterns and where they stand. */
  patterns: readonly { pattern: string; path: string }[];
  /** Of numbers. */
  low: number;
  /** Of numbers: whether `low` itself is ruled out. */
  lowExcluded: boolean;
  /** Of numbers. */
  high: number;
  /** Of numbers: whether `high` itself is ruled out. */
  highExcluded: boolean;
  /** Of numbers: exponents of the powers of ten of which they are multiples. */
  exponents: readonly number[];
  /** Of arrays. */
  minItems: number;
  /** Of arrays. */
  maxItems: number;
  /** Of arrays. */
  arrays: readonly ArrayPart[];
  /** Of objects. */
  minProperties: number;
  /** Of objects. */
  maxProperties: number;
  /** Of objects: names that must be there. */
  required: readonly string[];
  /** Of objects: what their names must be. */
  names: readonly Located[];
  /** Of objects. */
  objects: readonly ObjectPart[];
  /** Types of which anything is said. */
  mentioned: ReadonlySet<SchemaType>;
}

/** What says nothing. */
export function anything(path: string): Conjunction {
  return {
    ...{ path, never: false, alternatives: [], mentioned: new Set() },
    ...{ minLength: 0, maxLength: Infinity, patterns: [] },
    ...{ low: -Infinity, lowExcluded: false, high: Infinity, highExcluded: false, exponents: [] },
    ...{ minItems: 0, maxItems: Infinity, arrays: [] },
    ...{ minProperties: 0, maxProperties: Infinity, required: [], names: [], objects: [] },
  };
}

/** Types that both sets have; integers are numbers. */
export function commonTypes(
  a: ReadonlySet<SchemaType> | undefined,
  b: ReadonlySet<SchemaType>,
): ReadonlySet<SchemaType> {
  if (a === undefined) return b;
  const result = new Set([...a].filter((type) => b.has(type)));
  const integers = (one: ReadonlySet<SchemaType>, other: ReadonlySet<SchemaType>) =>
    one.has("integer") && other.has("number");
  if (!result.has("number") && (integers(a, b) || integers(b, a))) result.add("integer");
  return result;
}

/** The error of a keyword that is not enforced. */
export function refuseKeyword(path: string, keyword: string, why = "is not supported"): never {
  throw new HologramError(
    `Cannot enforce the schema: the keyword '${keyword}' at ${path} ${why}`,
    { kind: "unsupported", hint: "Leave it out, and check the answer for it." },
  );
}

/** The error of a schema that is none. */
export function malformed(path: string, why: string): never {
  throw new HologramError(`Cannot read the schema: ${path} ${why}`, { kind: "invalid" });
}
