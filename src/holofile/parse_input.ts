import { holofileError } from "./holofile_error.ts";

/** An input of a model and the shape that it is fixed to. */
export interface FixedInput {
  /** Name of the input; it has no white space. */
  name: string;
  /** Its dimensions, each above 0. */
  shape: number[];
}

/**
 * Reads the value of an `INPUT`: `name 1,77`.
 *
 * @throws {HologramError} `invalid`, naming the line.
 */
export function parseInput(text: string, line: number): FixedInput {
  const [, name, dimensions] = /^(\S+)[ \t]+(\S.*)$/s.exec(text) ?? [];
  const shape = dimensions?.split(",").map(dimension);
  if (name !== undefined && shape?.every((size) => size > 0)) return { name, shape };
  throw holofileError(
    line,
    `INPUT takes a name and whole numbers above 0, as in INPUT prompt 1,77, got '${text}'`,
  );
}

function dimension(text: string): number {
  const size = /^[ \t]*\d+[ \t]*$/.test(text) ? Number(text) : 0;
  return Number.isSafeInteger(size) ? size : 0;
}
