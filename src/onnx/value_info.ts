import type { Dimension, ValueInfo } from "../base/mod.ts";
import { create } from "../deps/protobuf.ts";
import { dataTypeName, dataTypeOf, dtypeOf } from "./data_type.ts";
import {
  type GraphProto,
  type TypeProto_Tensor,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "./onnx_pb.ts";

/** The shape of a value of which the model does not even say how many dimensions it has. */
export const UNKNOWN_SHAPE: readonly Dimension[] = ["..."];

/** An input or output of a graph. */
export interface GraphValue {
  /** Its name. */
  name: string;
  /** Its type and shape, if it is a tensor of a known element type. */
  info?: ValueInfo;
  /** What it is, in words: `a tensor`, `a sequence`, `a value without a type`. */
  type: string;
}

/** Words for the types that are not tensors. */
const OTHER_TYPES = {
  sequenceType: "a sequence",
  mapType: "a map",
  optionalType: "an optional",
  sparseTensorType: "a sparse tensor",
  opaqueType: "an opaque value",
} as const;

/** What a graph takes: its inputs, without those that an initializer gives a value. */
export function graphInputs(graph: GraphProto): GraphValue[] {
  const given = new Set(graph.initializer.map((tensor) => tensor.name));
  for (const { values } of graph.sparseInitializer) if (values) given.add(values.name);
  return graph.input.filter(({ name }) => !given.has(name)).map(graphValue);
}

/** What a graph gives. */
export function graphOutputs(graph: GraphProto): GraphValue[] {
  return graph.output.map(graphValue);
}

function graphValue({ name, type }: ValueInfoProto): GraphValue {
  const value = type?.value;
  if (value?.case === undefined) return { name, type: "a value without a type" };
  if (value.case !== "tensorType") return { name, type: OTHER_TYPES[value.case] };
  const dtype = dtypeOf(value.value.elemType);
  if (dtype === undefined) {
    return { name, type: `a tensor of ${dataTypeName(value.value.elemType)}` };
  }
  return { name, type: "a tensor", info: { name, dtype, shape: shapeOf(value.value) } };
}

/** A dimension that the model leaves open is its name, or `"?"`; some exporters write -1 for it. */
function shapeOf({ shape }: TypeProto_Tensor): Dimension[] {
  if (shape === undefined) return [...UNKNOWN_SHAPE];
  return shape.dim.map(({ value }) => {
    if (value.case === "dimValue") return value.value < 0n ? "?" : Number(value.value);
    return value.case === "dimParam" && value.value !== "" ? value.value : "?";
  });
}

/** The declaration of a tensor as an input or output of a graph. */
export function tensorValueInfo({ name, dtype, shape }: ValueInfo): ValueInfoProto {
  const dim = shape.map((dimension) => ({
    value: typeof dimension === "number"
      ? { case: "dimValue" as const, value: BigInt(dimension) }
      : { case: "dimParam" as const, value: dimension },
  }));
  const tensor = { elemType: dataTypeOf(dtype), shape: { dim } };
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: "tensorType", value: tensor } },
  });
}
