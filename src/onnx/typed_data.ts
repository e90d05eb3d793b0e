import { type DType, DTYPE_BITS, HologramError } from "../base/mod.ts";
import type { TensorProto } from "./onnx_pb.ts";
import { type TensorInfo, tensorLabel } from "./tensor_info.ts";

/**
 * The raw little-endian bytes of a tensor whose data stands in a typed field (`float_data`, `int32_data`, ...).
 * `int32_data` also holds all types of 16 bits and fewer, as their bit patterns: one element a number, but the
 * packed ones (`int4`, ...) one byte a number. Source: the comments of `onnx.proto`.
 *
 * @throws {HologramError} `invalid` when there are more or fewer numbers than the shape takes, or one that the
 * type cannot hold.
 */
export function typedBytes(tensor: TensorProto, info: TensorInfo): Uint8Array<ArrayBuffer> {
  const { dtype } = info;
  const bytes = new Uint8Array(info.byteLength ?? 0);
  const view = new DataView(bytes.buffer);
  const fill = <T>(values: readonly T[], width: number, set: (at: number, value: T) => void) => {
    if (values.length * width !== bytes.length) {
      throw new HologramError(
        `Cannot read ${tensorLabel(tensor)}: ${dtype} [${info.shape}] takes ${
          bytes.length / width
        } numbers, it has ${values.length}`,
        { kind: "invalid" },
      );
    }
    values.forEach((value, index) => set(index * width, value));
  };
  switch (dtype) {
    case "float32":
    case "complex64":
      fill(tensor.floatData, 4, (at, value) => view.setFloat32(at, value, true));
      break;
    case "float64":
    case "complex128":
      fill(tensor.doubleData, 8, (at, value) => view.setFloat64(at, value, true));
      break;
    case "int64":
      fill(tensor.int64Data, 8, (at, value) => view.setBigInt64(at, value, true));
      break;
    case "uint64":
      fill(tensor.uint64Data, 8, (at, value) => view.setBigUint64(at, value, true));
      break;
    case "uint32":
      fill(tensor.uint64Data, 4, (at, value) => {
        if (value >> 32n !== 0n) throw doesNotFit(tensor, dtype, value);
        view.setUint32(at, Number(value), true);
      });
      break;
    case "int32":
      fill(tensor.int32Data, 4, (at, value) => view.setInt32(at, value, true));
      break;
    case "bool":
      fill(tensor.int32Data, 1, (at, value) => view.setUint8(at, value === 0 ? 0 : 1));
      break;
    default: {
      const bits = Math.max(8, DTYPE_BITS[dtype]);
      fill(tensor.int32Data, bits / 8, (at, value) => {
        if (value < -(2 ** (bits - 1)) || value >= 2 ** bits) {
          throw doesNotFit(tensor, dtype, value);
        }
        if (bits === 8) view.setUint8(at, value);
        else view.setUint16(at, value, true);
      });
    }
  }
  return bytes;
}

function doesNotFit(tensor: TensorProto, dtype: DType, value: number | bigint): HologramError {
  return new HologramError(
    `Cannot read ${tensorLabel(tensor)}: ${value} is beyond what ${dtype} holds`,
    { kind: "invalid" },
  );
}
