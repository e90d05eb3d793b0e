import { byteLengthOf, type DType, elementCount, HologramError } from "../base/mod.ts";
import { dataTypeName, dtypeOf } from "./data_type.ts";
import type { TensorProto } from "./onnx_pb.ts";
import { quote } from "./quote.ts";

/** What a stored tensor is, without its data. */
export interface TensorInfo {
  /** Its name; empty for the value of an attribute. */
  name: string;
  /** The type of its elements. */
  dtype: DType;
  /** Its dimensions. */
  shape: number[];
  /** How many elements it has. */
  count: number;
  /** Bytes that its elements take as raw data; `undefined` for strings. */
  byteLength: number | undefined;
}

/**
 * Type, shape and size of a stored tensor, from its header alone.
 *
 * @throws {HologramError} `invalid` when a dimension is negative or the size is beyond what a number can hold,
 * `unsupported` when its element type is not one that we know.
 */
export function tensorInfo(tensor: TensorProto): TensorInfo {
  const dtype = dtypeOf(tensor.dataType);
  if (dtype === undefined) {
    throw new HologramError(
      `Cannot read ${tensorLabel(tensor)}: its element type ${
        dataTypeName(tensor.dataType)
      } is unknown`,
      { kind: "unsupported" },
    );
  }
  const shape = tensor.dims.map(Number);
  const count = elementCount(shape);
  // 16 bytes are the most that an element takes.
  const sound = shape.every((dimension) => dimension >= 0 && Number.isSafeInteger(dimension));
  if (!sound || !(count * 16 <= Number.MAX_SAFE_INTEGER)) {
    throw new HologramError(
      `Cannot read ${tensorLabel(tensor)}: its shape [${tensor.dims.join(", ")}] is not a shape`,
      { kind: "invalid" },
    );
  }
  return { name: tensor.name, dtype, shape, count, byteLength: byteLengthOf(dtype, count) };
}

/** How messages call a tensor: `tensor 'fc.weight'`. */
export function tensorLabel(tensor: TensorProto): string {
  return tensor.name === "" ? "a tensor without a name" : `tensor ${quote(tensor.name)}`;
}
