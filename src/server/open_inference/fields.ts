import { describe, fail } from "./fail.ts";

/** An object of JSON. */
export type Fields = Record<string, unknown>;

/** Whether a value of JSON is an object and no array. */
export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is a length: an integer from 0 that a double holds. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** An object with no fields but the known ones; a field that is `null` counts as absent. */
export function readFields(what: string, value: unknown, known: readonly string[]): Fields {
  if (!isObject(value)) fail(what, `expected an object, got ${describe(value)}`);
  const fields = Object.entries(value).filter(([, field]) => field !== null);
  const unknown = fields.find(([name]) => !known.includes(name));
  if (unknown) fail(what, `unknown field "${unknown[0]}", expected ${known.join(", ")}`);
  return Object.fromEntries(fields);
}

/**
 * The `parameters` of a request, a tensor or an output. An unknown one is refused, since it would change the meaning;
 * MLServer's clients mark plain arrays and strings with a `content_type` of `np` or `str`, which change nothing here.
 */
export function readParameters(what: string, value: unknown, known: readonly string[]): Fields {
  if (value === undefined) return {};
  const parameters = isObject(value)
    ? value
    : fail(what, `expected parameters, got ${describe(value)}`);
  for (const [name, parameter] of Object.entries(parameters)) {
    if (known.includes(name) || parameter === null) continue;
    if (name === "content_type" && (parameter === "np" || parameter === "str")) continue;
    fail(what, `the parameter "${name}" with ${describe(parameter)} is not supported`);
  }
  return parameters;
}

/** A parameter that is true or false; `undefined` when absent. */
export function readFlag(what: string, parameters: Fields, name: string): boolean | undefined {
  const flag = parameters[name] ?? undefined;
  if (flag === undefined || typeof flag === "boolean") return flag;
  fail(what, `the parameter "${name}" must be true or false, got ${describe(flag)}`);
}
