import { HologramError, type ValueInfo } from "../../base/mod.ts";

/**
 * Checks that a network takes the shapes that its inputs are to have.
 *
 * @throws {HologramError} `invalid`, naming the input.
 */
export function checkInputShapes(
  shapes: Readonly<Record<string, readonly number[]>>,
  inputs: readonly ValueInfo[],
): void {
  for (const [name, shape] of Object.entries(shapes)) {
    const input = inputs.find((input) => input.name === name);
    if (input === undefined) {
      const known = inputs.map(({ name }) => name).join(", ");
      throw invalid(name, `the model has no such input: it takes ${known}`);
    }
    const fits = input.shape.length === shape.length &&
      input.shape.every((length, axis) => typeof length === "string" || length === shape[axis]);
    if (!fits) throw invalid(name, `[${shape.join(", ")}] is no [${input.shape.join(", ")}]`);
  }
}

/** The inputs of a network with the shapes that they must have. */
export function withInputShapes(
  inputs: readonly ValueInfo[],
  shapes: Readonly<Record<string, number[]>> = {},
): ValueInfo[] {
  return inputs.map((input) =>
    Object.hasOwn(shapes, input.name) ? { ...input, shape: shapes[input.name]! } : input
  );
}

function invalid(name: string, why: string): HologramError {
  return new HologramError(`Cannot fix the shape of input '${name}': ${why}`, { kind: "invalid" });
}
