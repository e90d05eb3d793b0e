import { goEquals, goLess } from "./compare.ts";
import { goJson } from "./go_json.ts";
import { goPrint, goPrintf, goPrintln } from "./printf.ts";
import { typeScriptType } from "./typescript_type.ts";
import { GoList, GoMap, type GoValue, isNil, isTrue, typeName } from "./values.ts";

const DAY_MS = 86_400_000;

/** The least and most arguments of the functions that do not take any number of them. */
const ARITY: Record<string, readonly [least: number, most: number]> = {
  and: [1, Infinity],
  or: [1, Infinity],
  not: [1, 1],
  eq: [2, Infinity],
  ne: [2, 2],
  lt: [2, 2],
  le: [2, 2],
  gt: [2, 2],
  ge: [2, 2],
  index: [1, Infinity],
  len: [1, 1],
  slice: [1, 4],
  printf: [1, Infinity],
  json: [1, 1],
  toTypeScriptType: [1, 1],
};

/**
 * Checks how many arguments a function is given.
 *
 * @throws {RangeError} when they are too few or too many.
 */
export function checkArity(name: string, count: number): void {
  const [least, most] = ARITY[name] ?? [0, Infinity];
  if (count >= least && count <= most) return;
  const wanted = least === most
    ? `${least}`
    : count < least
    ? `at least ${least}`
    : `at most ${most}`;
  throw new RangeError(`${name} takes ${wanted} arguments, not ${count}`);
}

/**
 * Calls a function of a template; `and` and `or` are the interpreter's, as they do not evaluate all of their arguments.
 *
 * @throws {RangeError} when the arguments do not fit.
 */
export function callFunction(name: string, args: readonly GoValue[], now: () => Date): GoValue {
  checkArity(name, args.length);
  const [first, second] = args;
  switch (name) {
    case "not":
      return !isTrue(first);
    case "eq":
      return goEquals(first, args.slice(1));
    case "ne":
      return !goEquals(first, [second]);
    case "lt":
      return goLess(first, second);
    case "le":
      return goLess(first, second) || goEquals(first, [second]);
    case "gt":
      return goLess(second, first);
    case "ge":
      return goLess(second, first) || goEquals(first, [second]);
    case "index":
      if (isNil(first)) throw new RangeError("nil cannot be indexed");
      return args.slice(1).reduce(element, first);
    case "len":
      return BigInt(lengthOf(first));
    case "slice":
      return slice(first, args.slice(1));
    case "print":
      return goPrint(args);
    case "printf":
      if (typeof first !== "string") throw new RangeError("printf needs a format: a string");
      return goPrintf(first, args.slice(1));
    case "println":
      return goPrintln(args);
    case "json":
      return goJson(first);
    case "currentDate":
      return isoDate(now());
    case "yesterdayDate":
      return isoDate(new Date(now().getTime() - DAY_MS));
    case "toTypeScriptType":
      return typeScriptType(first);
  }
  throw new RangeError(`${name} is not known`);
}

function lengthOf(value: GoValue): number {
  if (typeof value === "string") return new TextEncoder().encode(value).length;
  if (value instanceof GoMap) return value.entries.size;
  if (value instanceof GoList) return value.items.length;
  throw new RangeError(`${typeName(value)} has no length`);
}

/** One step of `index`: an element by position, an entry by key, or a byte of a string. */
function element(value: GoValue, index: GoValue): GoValue {
  if (value instanceof GoMap) {
    if (typeof index !== "string") {
      throw new RangeError(`a map is indexed with a string, not ${typeName(index)}`);
    }
    return value.entries.get(index);
  }
  if (typeof value !== "string" && !(value instanceof GoList)) {
    throw new RangeError(`${typeName(value)} cannot be indexed`);
  }
  if (typeof value === "string") {
    const bytes = new TextEncoder().encode(value);
    return BigInt(bytes[position(index, bytes.length - 1)]!);
  }
  return value.items[position(index, value.items.length - 1)];
}

function slice(value: GoValue, bounds: readonly GoValue[]): GoValue {
  if (typeof value !== "string" && !(value instanceof GoList)) {
    throw new RangeError(`${typeName(value)} cannot be sliced`);
  }
  if (typeof value === "string" && bounds.length > 2) {
    throw new RangeError("a string is sliced with two bounds at most");
  }
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : undefined;
  const length = bytes?.length ?? lengthOf(value);
  const places = bounds.map((bound) => position(bound, length));
  const [start = 0, end = length, limit = length] = places;
  if (start > end || end > limit) {
    throw new RangeError(`the bounds ${start} and ${end} are no range`);
  }
  if (bytes !== undefined) return new TextDecoder().decode(bytes.subarray(start, end));
  const list = value as GoList;
  return new GoList(list.traits, list.items.slice(start, end));
}

/** An index as a number from 0 to `last`. */
function position(index: GoValue, last: number): number {
  if (typeof index !== "bigint") {
    throw new RangeError(`an index is an integer, not ${typeName(index)}`);
  }
  if (index < 0n || index > BigInt(last)) {
    throw new RangeError(`the index ${index} is out of range`);
  }
  return Number(index);
}

/** A day in local time. */
function isoDate(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const year = String(date.getFullYear()).padStart(4, "0");
  return `${year}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
