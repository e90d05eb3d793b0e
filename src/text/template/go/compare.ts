import { compareStrings, type GoValue, isNil, typeName } from "./values.ts";

/**
 * Whether the first value equals one of the others, by Go's rules: values of two kinds cannot be compared, except with
 * no value.
 *
 * @throws {RangeError} when the values cannot be compared.
 */
export function goEquals(first: GoValue, others: readonly GoValue[]): boolean {
  return others.some((other) => {
    if (isNil(first) || isNil(other)) return isNil(first) && isNil(other);
    if (typeof first !== typeof other) {
      throw new RangeError(`${typeName(first)} cannot be compared with ${typeName(other)}`);
    }
    if (typeof first === "object") throw new RangeError(`${typeName(first)} cannot be compared`);
    return first === other;
  });
}

/**
 * Whether the first value is less than the second: numbers of one kind, or strings by their bytes.
 *
 * @throws {RangeError} when the values have no order.
 */
export function goLess(first: GoValue, second: GoValue): boolean {
  if (typeof first === "string" && typeof second === "string") {
    return compareStrings(first, second) < 0;
  }
  if (typeof first === "bigint" && typeof second === "bigint") return first < second;
  if (typeof first === "number" && typeof second === "number") return first < second;
  throw new RangeError(`${typeName(first)} and ${typeName(second)} have no order`);
}
