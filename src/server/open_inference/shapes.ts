import { formatShape, type ValueInfo } from "../../base/mod.ts";
import { describe, fail } from "./fail.ts";

/** Lengths that the inputs read so far gave to named dimensions, each with the input that did. */
export type NamedLengths = Map<string, { length: number; input: string }>;

/**
 * Holds a shape against what the network takes. A dimension of a fixed length must have that length, one with a name
 * the same length in every input; `"?"` takes any.
 *
 * @throws {HologramError} `invalid`, naming the input and the dimension.
 */
export function checkShape(info: ValueInfo, shape: readonly number[], named: NamedLengths): void {
  const what = `input "${info.name}"`;
  if (shape.length !== info.shape.length) {
    fail(what, `expected the shape ${formatShape(info.shape)}, got ${formatShape(shape)}`);
  }
  for (const [axis, expected] of info.shape.entries()) {
    const length = shape[axis]!;
    if (typeof expected === "number" && length !== expected) {
      const shapes = `expected the shape ${formatShape(info.shape)}, got ${formatShape(shape)}`;
      fail(what, `${shapes}: dimension ${axis} must be ${expected}`);
    }
    if (typeof expected === "number" || expected === "?") continue;
    const before = named.get(expected) ?? { length, input: info.name };
    if (before.length !== length) {
      const other = before.input === info.name ? "before it" : `in input "${before.input}"`;
      fail(
        what,
        `dimension ${axis} (${expected}) is ${length}, but it is ${before.length} ${other}`,
      );
    }
    named.set(expected, before);
  }
}

/**
 * The shape that nested arrays have if they are regular, read from the first entry of each level, at most `limit`
 * levels deep. A value that is no array is a scalar.
 */
export function nestedShape(value: unknown, limit: number): number[] {
  const shape: number[] = [];
  for (let level = value; Array.isArray(level) && shape.length < limit; level = level[0]) {
    shape.push(level.length);
  }
  return shape;
}

/**
 * Checks that nested arrays have a shape, down to the arrays that hold the elements, before anything is allocated for
 * it.
 *
 * @throws {HologramError} `invalid` with the place where the lengths differ.
 */
export function checkNesting(what: string, data: unknown, shape: readonly number[]): void {
  const visit = (value: unknown, place: number[]): void => {
    const axis = place.length;
    if (axis === shape.length) return;
    if (!Array.isArray(value) || value.length !== shape[axis]) {
      const got = Array.isArray(value) ? `an array of ${value.length}` : describe(value);
      const where = axis === 0 ? "the data" : `entry ${formatShape(place)}`;
      fail(
        what,
        `for ${formatShape(shape)}, ${where} must be an array of ${shape[axis]}, got ${got}`,
      );
    }
    if (axis < shape.length - 1) value.forEach((entry, index) => visit(entry, [...place, index]));
  };
  visit(data, []);
}
