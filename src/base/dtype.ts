/** Element types, named as ONNX names them in lower case. */
export const DTYPES = [
  "float32",
  "float16",
  "bfloat16",
  "float64",
  "float8e4m3fn",
  "float8e4m3fnuz",
  "float8e5m2",
  "float8e5m2fnuz",
  "float8e8m0",
  "float4e2m1",
  "int2",
  "uint2",
  "int4",
  "uint4",
  "int8",
  "uint8",
  "int16",
  "uint16",
  "int32",
  "uint32",
  "int64",
  "uint64",
  "bool",
  "string",
  "complex64",
  "complex128",
] as const;

/** The type of a tensor's elements. */
export type DType = (typeof DTYPES)[number];

/** Bits that one element takes; 0 for strings, whose size varies. Types under 8 bits are packed, low bits first. */
export const DTYPE_BITS: Readonly<Record<DType, number>> = {
  float32: 32,
  float16: 16,
  bfloat16: 16,
  float64: 64,
  float8e4m3fn: 8,
  float8e4m3fnuz: 8,
  float8e5m2: 8,
  float8e5m2fnuz: 8,
  float8e8m0: 8,
  float4e2m1: 4,
  int2: 2,
  uint2: 2,
  int4: 4,
  uint4: 4,
  int8: 8,
  uint8: 8,
  int16: 16,
  uint16: 16,
  int32: 32,
  uint32: 32,
  int64: 64,
  uint64: 64,
  bool: 8,
  string: 0,
  complex64: 64,
  complex128: 128,
};

/** How many elements a shape holds: the product of its dimensions, 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** Bytes that `count` elements of a type take, packed; `undefined` for strings. */
export function byteLengthOf(dtype: DType, count: number): number | undefined {
  const bits = DTYPE_BITS[dtype];
  return bits === 0 ? undefined : Math.ceil((count * bits) / 8);
}
