import { clone, create, toBinary } from "../deps/protobuf.ts";
import { type ModelProto, ModelProtoSchema, type NodeProto, NodeProtoSchema } from "./onnx_pb.ts";

/** The bytes of a model, as an `.onnx` file holds them. */
export function encodeModel(model: ModelProto): Uint8Array<ArrayBuffer> {
  return toBinary(ModelProtoSchema, model);
}

/** A deep copy of a model. */
export function cloneModel(model: ModelProto): ModelProto {
  return clone(ModelProtoSchema, model);
}

/** A node that gives a value under another name. */
export function identityNode(input: string, output: string): NodeProto {
  return create(NodeProtoSchema, { opType: "Identity", input: [input], output: [output] });
}
