import { type DType, DTYPES, HologramError } from "../base/mod.ts";
import { TensorProto_DataType } from "./onnx_pb.ts";

/** Our names of types whose name is not ONNX's in lower case. */
const RENAMED: Readonly<Record<string, DType>> = { FLOAT: "float32", DOUBLE: "float64" };

const BY_NUMBER = new Map<number, DType>();
const BY_NAME = new Map<DType, TensorProto_DataType>();
for (const [name, number] of Object.entries(TensorProto_DataType)) {
  if (typeof number !== "number") continue; // the enumeration also maps numbers to names
  const dtype = RENAMED[name] ?? DTYPES.find((known) => known === name.toLowerCase());
  if (dtype === undefined) continue;
  BY_NUMBER.set(number, dtype);
  BY_NAME.set(dtype, number);
}

/** The element type that a number of `TensorProto.DataType` stands for; `undefined` where we have none. */
export function dtypeOf(dataType: number): DType | undefined {
  return BY_NUMBER.get(dataType);
}

/** The number of an element type in `TensorProto.DataType`. */
export function dataTypeOf(dtype: DType): TensorProto_DataType {
  const dataType = BY_NAME.get(dtype);
  if (dataType === undefined) throw new HologramError(`ONNX has no element type ${dtype}`);
  return dataType;
}

/** ONNX's own name of a number of `TensorProto.DataType`, for messages. */
export function dataTypeName(dataType: number): string {
  return TensorProto_DataType[dataType]?.toLowerCase() ?? `data type ${dataType}`;
}
