import { HologramError } from "../../base/mod.ts";
import {
  anything,
  type ArrayPart,
  commonTypes,
  type Conjunction,
  type Located,
  malformed,
  refuseKeyword,
  type SchemaType,
} from "./schema_conjunction.ts";
import { sortedText } from "./sorted_text.ts";
import { formatPattern } from "./string_formats.ts";

/** Keywords that constrain and are refused, whatever they say. */
const REFUSED = [
  ...["not", "if", "then", "else", "dependentRequired", "dependentSchemas", "dependencies"],
  ...["contains", "minContains", "maxContains", "$dynamicRef", "$recursiveRef"],
  ...["extends", "disallow", "divisibleBy"],
] as const;
/** Keywords that are refused unless they have the value that constrains nothing. */
const REFUSED_UNLESS: Readonly<Record<string, unknown>> = {
  uniqueItems: false,
  unevaluatedItems: true,
  unevaluatedProperties: true,
};
const TYPES: readonly string[] = [
  ...["null", "boolean", "object", "array", "string", "number", "integer"],
];
/** Most schemas within each other that must hold at once. */
const MAX_DEPTH = 200;

type Schema = Readonly<Record<string, unknown>>;

/** Reads JSON Schemas, keyword by keyword. */
export class SchemaReader {
  readonly #root: unknown;

  /** References are resolved in `root`. */
  constructor(root: unknown) {
    this.#root = root;
  }

  /** What schemas that must all hold say together. */
  read(all: readonly Located[]): Conjunction {
    const start = anything(all[0]!.path);
    return all.reduce((sum, each) => this.add(sum, each, []), start);
  }

  /**
   * A conjunction and one more schema.
   *
   * @param chain References that led to the schema.
   */
  add(sum: Conjunction, { schema, path }: Located, chain: readonly string[]): Conjunction {
    if (schema === true) return sum;
    if (schema === false) return { ...sum, never: true };
    if (typeof schema !== "object" || schema === null || Array.isArray(schema)) {
      return malformed(path, "is neither an object nor a boolean");
    }
    if (chain.includes(path)) malformed(path, "refers to itself and to nothing else");
    if (chain.length > MAX_DEPTH) {
      throw new HologramError(`Cannot enforce the schema: ${path} nests too deep`, {
        kind: "too_large",
      });
    }
    const keywords = schema as Schema;
    refuse(keywords, path);
    let result = addTypes(sum, keywords, path);
    result = addString(result, keywords, path);
    result = addNumber(result, keywords, path);
    result = addArray(result, keywords, path);
    result = addObject(result, keywords, path);
    const inner = [...chain, path];
    if (keywords.$ref !== undefined) {
      result = this.add(result, this.#resolve(keywords.$ref, path), inner);
    }
    for (const each of schemaList(keywords, "allOf", path)) result = this.add(result, each, inner);
    for (const keyword of ["anyOf", "oneOf"]) {
      if (keywords[keyword] === undefined) continue;
      const options = schemaList(keywords, keyword, path);
      if (options.length === 0) malformed(`${path}/${keyword}`, "is empty");
      result = { ...result, alternatives: [...result.alternatives, { options, chain: inner }] };
    }
    return result;
  }

  #resolve(reference: unknown, path: string): Located {
    if (typeof reference !== "string") malformed(`${path}/$ref`, "is no string");
    const target = /^#(?:\/.*)?$/s.test(reference) ? reference : undefined;
    if (target === undefined) {
      refuseKeyword(path, "$ref", `is supported only within the schema, got ${reference}`);
    }
    let schema = this.#root;
    const keys = target.split("/").slice(1).map((key) =>
      decodeKey(key).replaceAll("~1", "/").replaceAll("~0", "~")
    );
    for (const key of keys) {
      const known = typeof schema === "object" && schema !== null && Object.hasOwn(schema, key);
      if (!known) malformed(`${path}/$ref`, `points to ${reference}, which is not there`);
      schema = (schema as Schema)[key];
    }
    return { schema, path: keys.reduce(pointer, "#") };
  }
}

/** The path of a member of what stands at a path. */
function pointer(path: string, key: string | number): string {
  return `${path}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

function refuse(schema: Schema, path: string): void {
  for (const keyword of REFUSED) if (schema[keyword] !== undefined) refuseKeyword(path, keyword);
  for (const [keyword, harmless] of Object.entries(REFUSED_UNLESS)) {
    const value = schema[keyword];
    if (value !== undefined && value !== harmless) refuseKeyword(path, keyword);
  }
}

function addTypes(sum: Conjunction, schema: Schema, path: string): Conjunction {
  let { types, values } = sum;
  if (schema.type !== undefined) {
    const named = Array.isArray(schema.type) ? schema.type : [schema.type];
    const wrong = named.find((type) => !TYPES.includes(type));
    if (wrong !== undefined || named.length === 0) {
      malformed(`${path}/type`, `is ${JSON.stringify(schema.type)}, expected names of types`);
    }
    // OpenAPI 3.0's way to allow null.
    if (schema.nullable === true) named.push("null");
    types = commonTypes(types, new Set(named as SchemaType[]));
  }
  if (schema.enum !== undefined) {
    if (!Array.isArray(schema.enum)) malformed(`${path}/enum`, "is no array");
    values = commonValues(values, schema.enum);
  }
  if (schema.const !== undefined) values = commonValues(values, [schema.const]);
  return { ...sum, types, values };
}

function commonValues(a: readonly unknown[] | undefined, b: readonly unknown[]): unknown[] {
  if (a === undefined) return [...b];
  const texts = new Set(b.map(sortedText));
  return a.filter((each) => texts.has(sortedText(each)));
}

/** A conjunction that says something of a type. */
function mention(sum: Conjunction, type: SchemaType, changes: Partial<Conjunction>): Conjunction {
  return { ...sum, ...changes, mentioned: new Set([...sum.mentioned, type]) };
}

function addString(sum: Conjunction, schema: Schema, path: string): Conjunction {
  const { minLength, maxLength, pattern, format } = schema;
  const patterns = [...sum.patterns];
  if (pattern !== undefined) {
    if (typeof pattern !== "string") malformed(`${path}/pattern`, "is no string");
    patterns.push({ pattern, path: `${path}/pattern` });
  }
  const known = typeof format === "string" ? formatPattern(format, schema) : undefined;
  if (known !== undefined) patterns.push({ pattern: `^(?:${known})$`, path: `${path}/format` });
  const silent = minLength === undefined && maxLength === undefined;
  if (silent && patterns.length === sum.patterns.length) return sum;
  return mention(sum, "string", {
    minLength: Math.max(sum.minLength, count(schema, "minLength", path) ?? 0),
    maxLength: Math.min(sum.maxLength, count(schema, "maxLength", path) ?? Infinity),
    patterns,
  });
}

function addNumber(sum: Conjunction, schema: Schema, path: string): Conjunction {
  let { low, lowExcluded, high, highExcluded } = sum;
  const exponents = [...sum.exponents];
  const above = (value: number | undefined, excluded: boolean): void => {
    if (value === undefined || value < low || (value === low && !excluded)) return;
    [low, lowExcluded] = [value, excluded];
  };
  const below = (value: number | undefined, excluded: boolean): void => {
    if (value === undefined || value > high || (value === high && !excluded)) return;
    [high, highExcluded] = [value, excluded];
  };
  // Draft 4 has booleans that make `minimum` and `maximum` exclusive.
  const { exclusiveMinimum, exclusiveMaximum } = schema;
  above(numberAt(schema, "minimum", path), exclusiveMinimum === true);
  below(numberAt(schema, "maximum", path), exclusiveMaximum === true);
  if (typeof exclusiveMinimum !== "boolean") {
    above(numberAt(schema, "exclusiveMinimum", path), true);
  }
  if (typeof exclusiveMaximum !== "boolean") {
    below(numberAt(schema, "exclusiveMaximum", path), true);
  }
  const step = numberAt(schema, "multipleOf", path);
  if (step !== undefined) {
    const exponent = Math.round(Math.log10(step));
    if (step !== Number(`1e${exponent}`) || Math.abs(exponent) > 15) {
      refuseKeyword(path, "multipleOf", `is supported only for powers of ten, got ${step}`);
    }
    exponents.push(exponent);
  }
  const bounds = { low, lowExcluded, high, highExcluded, exponents };
  const said = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
  return said.some((keyword) => schema[keyword] !== undefined)
    ? mention(sum, "number", bounds)
    : sum;
}

function addArray(sum: Conjunction, schema: Schema, path: string): Conjunction {
  const { items, prefixItems, additionalItems, minItems, maxItems } = schema;
  const said = [items, prefixItems, minItems, maxItems].some((each) => each !== undefined);
  if (!said) return sum;
  // Before draft 2020-12, an array of `items` was what `prefixItems` is now.
  const old = Array.isArray(items);
  const prefix = schemaList(schema, old ? "items" : "prefixItems", path);
  const rest = old ? additionalItems : items;
  const part: ArrayPart = { prefix };
  if (rest !== undefined) {
    part.rest = { schema: rest, path: pointer(path, old ? "additionalItems" : "items") };
  }
  const silent = prefix.length === 0 && rest === undefined;
  // A tuple is given whole unless the schema counts its items itself.
  const whole = rest === undefined && minItems === undefined && maxItems === undefined;
  const least = whole ? prefix.length : 0;
  return mention(sum, "array", {
    minItems: Math.max(sum.minItems, count(schema, "minItems", path) ?? least),
    maxItems: Math.min(sum.maxItems, count(schema, "maxItems", path) ?? Infinity),
    arrays: silent ? sum.arrays : [...sum.arrays, part],
  });
}

const OBJECT_KEYWORDS = [
  ...["properties", "patternProperties", "additionalProperties", "required", "propertyNames"],
  ...["minProperties", "maxProperties"],
];

function addObject(sum: Conjunction, schema: Schema, path: string): Conjunction {
  if (OBJECT_KEYWORDS.every((keyword) => schema[keyword] === undefined)) return sum;
  const { additionalProperties, propertyNames, required = [] } = schema;
  if (!Array.isArray(required) || required.some((name) => typeof name !== "string")) {
    malformed(`${path}/required`, "is no array of strings");
  }
  const patterns = schemaMap(schema, "patternProperties", path)
    .map(([pattern, value]) => ({ pattern, value }));
  const additional = additionalProperties === undefined
    ? undefined
    : { schema: additionalProperties, path: `${path}/additionalProperties` };
  const properties = new Map(schemaMap(schema, "properties", path));
  const names = propertyNames === undefined
    ? sum.names
    : [...sum.names, { schema: propertyNames, path: `${path}/propertyNames` }];
  return mention(sum, "object", {
    minProperties: Math.max(sum.minProperties, count(schema, "minProperties", path) ?? 0),
    maxProperties: Math.min(sum.maxProperties, count(schema, "maxProperties", path) ?? Infinity),
    required: [...new Set([...sum.required, ...required])],
    names,
    objects: [...sum.objects, { properties, patterns, additional }],
  });
}

function count(schema: Schema, keyword: string, path: string): number | undefined {
  const value = schema[keyword];
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0) {
    malformed(`${path}/${keyword}`, `is ${JSON.stringify(value)}, expected a count`);
  }
  if (value > 2 ** 31) refuseKeyword(path, keyword, "is supported only up to 2^31");
  return value;
}

function numberAt(schema: Schema, keyword: string, path: string): number | undefined {
  const value = schema[keyword];
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isFinite(value)) {
    malformed(`${path}/${keyword}`, `is ${JSON.stringify(value)}, expected a number`);
  }
  return value;
}

function schemaList(schema: Schema, keyword: string, path: string): Located[] {
  const list = schema[keyword] ?? [];
  if (!Array.isArray(list)) malformed(`${path}/${keyword}`, "is no array");
  return list.map((each, i) => ({ schema: each, path: `${path}/${keyword}/${i}` }));
}

function schemaMap(schema: Schema, keyword: string, path: string): [string, Located][] {
  const map = schema[keyword] ?? {};
  if (typeof map !== "object" || Array.isArray(map)) {
    malformed(`${path}/${keyword}`, "is no object");
  }
  return Object.entries(map as Schema).map(([key, each]) => [
    key,
    { schema: each, path: pointer(`${path}/${keyword}`, key) },
  ]);
}
