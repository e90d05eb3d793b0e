import {
  byteLengthOf,
  type DType,
  elementCount,
  type Tensor,
  tensorFromBytes,
} from "../../src/base/mod.ts";

/** The types that the Open Inference Protocol carries. */
export const CARRIED_TYPES = [
  "bool",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "int8",
  "int16",
  "int32",
  "int64",
  "float16",
  "float32",
  "float64",
  "string",
] as const satisfies readonly DType[];

const TEXTS = ["", "a", "é", "日本", "😀", '"\\/', "\n\t", "\ufeff", "\u2028", "NaN", "__proto__"];

/**
 * A tensor of random bits, so that every value of its type comes up: subnormal floats, infinities, both ends of the
 * integers. Its NaNs are the canonical ones, since JSON keeps no payload.
 */
export function randomTensor(dtype: DType, shape: number[], random: () => number): Tensor {
  const count = elementCount(shape);
  if (dtype === "string") {
    const text = () => TEXTS[Math.floor(random() * TEXTS.length)]!;
    return { dtype, shape, data: Array.from({ length: count }, () => text() + text()) };
  }
  const bytes = new Uint8Array(byteLengthOf(dtype, count)!);
  // Runs of 0x00 and 0xff reach the limits of wide types, which even bits alone never would.
  const byte = () => [0, 0xff, 0x80, 0x7f, random() * 256][Math.floor(random() * 5)]!;
  for (let i = 0; i < bytes.length; i++) bytes[i] = dtype === "bool" ? random() * 2 : byte();
  const tensor = tensorFromBytes(dtype, shape, bytes);
  if (dtype.startsWith("float")) {
    const floats = tensor.data as Float64Array;
    for (const [index, value] of floats.entries()) if (Number.isNaN(value)) floats[index] = NaN;
  }
  return tensor;
}
