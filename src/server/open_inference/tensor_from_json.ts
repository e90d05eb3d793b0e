import {
  datatypeOf,
  type DType,
  elementCount,
  type Tensor,
  type TensorData,
} from "../../base/mod.ts";
import { describe, fail } from "./fail.ts";
import { checkNesting } from "./shapes.ts";

/** Puts one JSON value where it belongs; `false` when the type has no such value. */
type Store = (index: number, value: unknown) => boolean;

/**
 * A tensor from JSON data: a flat array in row-major order, arrays nested as the shape says, or for a scalar its bare value.
 * An integer must be in range, a finite number must stay finite in the type (it is rounded to the nearest of its
 * values). Floats may also be the strings `"NaN"`, `"Infinity"`, `"-Infinity"`; booleans are `true`, `false`, 1 or 0.
 *
 * @param what What is read, for errors: `input "x"`.
 * @param shape The shape, already held against the network's.
 * @throws {HologramError} `invalid`, naming the element and what it should be.
 */
export function tensorFromJson(what: string, dtype: DType, shape: number[], data: unknown): Tensor {
  const count = elementCount(shape);
  const isNested = shape.length === 0
    ? !Array.isArray(data)
    : Array.isArray(data) && Array.isArray(data[0]);
  if (isNested) {
    checkNesting(what, data, shape);
  } else if (!Array.isArray(data)) {
    fail(what, `expected an array of ${count} values, got ${describe(data)}`);
  } else if (data.length !== count) {
    fail(what, `expected ${count} values for the shape [${shape.join(", ")}], got ${data.length}`);
  }
  const { elements, store, expected } = storage(dtype, count);
  let index = 0;
  const fill = (values: readonly unknown[]): void => {
    for (const value of values) {
      if (!store(index, value)) {
        fail(what, `element ${index} is ${describe(value)}, expected ${expected}`);
      }
      index++;
    }
  };
  const descend = (value: unknown, depth: number): void => {
    if (depth >= shape.length - 1) return fill(value as unknown[]);
    for (const entry of value as unknown[]) descend(entry, depth + 1);
  };
  if (isNested && shape.length > 0) descend(data, 0);
  else fill(isNested ? [data] : (data as unknown[]));
  return { dtype, shape, data: elements };
}

/** Room for the elements of a type, how one is stored, and what it must be, in words. */
function storage(
  dtype: DType,
  count: number,
): { elements: TensorData; store: Store; expected: string } {
  switch (dtype) {
    case "float32":
      return floats(new Float32Array(count), "within the range of FP32");
    case "float16":
      return floats(new Float16Array(count), "within the range of FP16 (at most 65504)");
    case "float64":
      return floats(new Float64Array(count), "within the range of FP64");
    case "int8":
      return integers(new Int8Array(count), -(2 ** 7), 2 ** 7 - 1);
    case "uint8":
      return integers(new Uint8Array(count), 0, 2 ** 8 - 1);
    case "int16":
      return integers(new Int16Array(count), -(2 ** 15), 2 ** 15 - 1);
    case "uint16":
      return integers(new Uint16Array(count), 0, 2 ** 16 - 1);
    case "int32":
      return integers(new Int32Array(count), -(2 ** 31), 2 ** 31 - 1);
    case "uint32":
      return integers(new Uint32Array(count), 0, 2 ** 32 - 1);
    case "int64":
      return bigIntegers(new BigInt64Array(count), -(2n ** 63n), 2n ** 63n - 1n);
    case "uint64":
      return bigIntegers(new BigUint64Array(count), 0n, 2n ** 64n - 1n);
    case "bool":
      return booleans(new Uint8Array(count));
    case "string":
      return strings(new Array<string>(count));
    default:
      datatypeOf(dtype); // refuses the type by name
      throw new TypeError(`No storage for ${dtype}`);
  }
}

const WORDS: Readonly<Record<string, number>> = { NaN, Infinity, "-Infinity": -Infinity };

function floats(
  elements: Float32Array | Float16Array | Float64Array,
  range: string,
): ReturnType<typeof storage> {
  const store: Store = (index, value) => {
    let number = value;
    if (typeof value === "bigint") number = Number(value);
    else if (typeof value === "string") number = WORDS[value];
    if (typeof number !== "number") return false;
    elements[index] = number;
    return Number.isFinite(elements[index]) || !Number.isFinite(number);
  };
  return { elements, store, expected: `a number ${range}` };
}

function integers(
  elements: Exclude<TensorData, string[] | BigInt64Array | BigUint64Array>,
  least: number,
  most: number,
): ReturnType<typeof storage> {
  const store: Store = (index, value) => {
    if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) {
      return false;
    }
    elements[index] = value as number;
    return true;
  };
  return { elements, store, expected: `an integer from ${least} to ${most}` };
}

function bigIntegers(
  elements: BigInt64Array | BigUint64Array,
  least: bigint,
  most: bigint,
): ReturnType<typeof storage> {
  const store: Store = (index, value) => {
    // A large number that is no big integer was written with a fraction or an exponent: its digits are lost.
    const integer = Number.isSafeInteger(value) ? BigInt(value as number) : value;
    if (typeof integer !== "bigint" || integer < least || integer > most) return false;
    elements[index] = integer;
    return true;
  };
  return { elements, store, expected: `an integer from ${least} to ${most}, in plain digits` };
}

function booleans(elements: Uint8Array): ReturnType<typeof storage> {
  const store: Store = (index, value) => {
    elements[index] = Number(value);
    return value === true || value === false || value === 0 || value === 1;
  };
  return { elements, store, expected: "true or false" };
}

function strings(elements: string[]): ReturnType<typeof storage> {
  const store: Store = (index, value) => {
    if (typeof value !== "string" || !value.isWellFormed()) return false;
    elements[index] = value;
    return true;
  };
  return { elements, store, expected: "a string of valid Unicode" };
}
