import { datatypeOf } from "./binary_tensor.ts";
import type { Tensor, TensorData } from "./tensor.ts";

/** A tensor as the Open Inference Protocol writes it in JSON; `stringifyExactJson` makes it text. */
export interface TensorJson {
  /** The name of the input or output. */
  name: string;
  /** The protocol's name of the element type, `FP32`. */
  datatype: string;
  /** Its dimensions. */
  shape: number[];
  /** Its elements, flat, in row-major order. */
  data: TensorData | boolean[];
}

/**
 * A tensor as the Open Inference Protocol writes it in JSON.
 *
 * @throws {HologramError} `unsupported` for a type that the protocol cannot carry.
 */
export function tensorJson(name: string, { dtype, shape, data }: Tensor): TensorJson {
  return {
    name,
    datatype: datatypeOf(dtype),
    shape,
    data: dtype === "bool" ? Array.from(data as Uint8Array, (bit) => bit !== 0) : data,
  };
}
