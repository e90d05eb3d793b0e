import { HologramError, type Tensor, type ValueInfo } from "../base/mod.ts";

/**
 * A tensor [1, n] of integers, in the type that an input takes.
 *
 * @throws {HologramError} `unsupported` when the input takes neither int64 nor int32.
 */
export function integerTensor(input: ValueInfo, values: readonly number[]): Tensor {
  const shape = [1, values.length];
  if (input.dtype === "int64") {
    return { dtype: "int64", shape, data: BigInt64Array.from(values, BigInt) };
  }
  if (input.dtype === "int32") return { dtype: "int32", shape, data: Int32Array.from(values) };
  throw unsupported(input);
}

/**
 * A tensor [1, length] of ones, in the type that an input takes.
 *
 * @throws {HologramError} `unsupported` when the input takes neither int64 nor int32.
 */
export function onesTensor(input: ValueInfo, length: number): Tensor {
  const shape = [1, length];
  if (input.dtype === "int64") {
    return { dtype: "int64", shape, data: new BigInt64Array(length).fill(1n) };
  }
  if (input.dtype === "int32") {
    return { dtype: "int32", shape, data: new Int32Array(length).fill(1) };
  }
  throw unsupported(input);
}

function unsupported(input: ValueInfo): HologramError {
  return new HologramError(
    `Cannot generate: the network's input ${input.name} is ${input.dtype}, expected int64 or int32`,
    { kind: "unsupported" },
  );
}
