import { byteLengthOf, type DType, elementCount } from "./dtype.ts";
import { HologramError } from "./hologram_error.ts";

/**
 * The numbers of a tensor in memory. Half-width floats are a `Float16Array`, booleans a `Uint8Array` of 0 and 1,
 * 64-bit integers big integers, strings an array; bfloat16, float8 and packed types are their raw bytes.
 */
export type TensorData =
  | Float32Array
  | Float16Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | string[];

/** A dense tensor in row-major order. */
export interface Tensor {
  /** The type of its elements. */
  dtype: DType;
  /** Its dimensions, outermost first; empty for a scalar. */
  shape: number[];
  /** Its elements. */
  data: TensorData;
}

/** A dimension: a length, or a name where it is only known at run time (`"?"` when it has no name). */
export type Dimension = number | string;

/** What a network takes or gives: a name, a type and a shape. */
export interface ValueInfo {
  /** The name of the value. */
  name: string;
  /** The type of its elements. */
  dtype: DType;
  /** Its dimensions. */
  shape: Dimension[];
}

type TypedArrayConstructor = {
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): Exclude<
    TensorData,
    string[]
  >;
  readonly BYTES_PER_ELEMENT: number;
};

const ARRAYS: Partial<Record<DType, TypedArrayConstructor>> = {
  float32: Float32Array,
  float16: Float16Array,
  float64: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
};

/**
 * A tensor over little-endian bytes, without a copy where their alignment allows it.
 *
 * @throws {HologramError} `invalid` when the bytes are not as many as the shape needs, or the type is a string.
 */
export function tensorFromBytes(dtype: DType, shape: number[], bytes: Uint8Array): Tensor {
  const expected = byteLengthOf(dtype, elementCount(shape));
  if (expected === undefined) {
    throw new HologramError("Cannot make a tensor of strings from bytes", { kind: "invalid" });
  }
  if (bytes.byteLength !== expected) {
    throw new HologramError(
      `Cannot make a tensor: ${dtype} [${shape}] takes ${expected} bytes, got ${bytes.byteLength}`,
      { kind: "invalid" },
    );
  }
  const array = ARRAYS[dtype] ?? Uint8Array;
  const aligned = bytes.byteOffset % array.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  const data = new array(
    aligned.buffer,
    aligned.byteOffset,
    aligned.byteLength / array.BYTES_PER_ELEMENT,
  );
  return { dtype, shape, data };
}

/** The little-endian bytes of a tensor, a view of its data. */
export function tensorBytes(tensor: Tensor): Uint8Array {
  if (Array.isArray(tensor.data)) {
    throw new HologramError("Cannot take the bytes of a tensor of strings", { kind: "invalid" });
  }
  const { buffer, byteOffset, byteLength } = tensor.data;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A shape as text: `[1, 28, 28]`, `[batch_size, 77]`. */
export function formatShape(shape: readonly Dimension[]): string {
  return `[${shape.join(", ")}]`;
}
