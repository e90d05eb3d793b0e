/**
 * The ONNX format: reads models of any size, leaving the bulk of their data in its file until it is asked for.
 *
 * @module
 */
export { dataTypeName, dataTypeOf, dtypeOf } from "./data_type.ts";
export { isExternal } from "./external_data.ts";
export { importModel, type OnnxModel } from "./import_model.ts";
export { cloneModel, encodeModel, identityNode } from "./encode_model.ts";
export type {
  AttributeProto,
  GraphProto,
  ModelProto,
  NodeProto,
  TensorProto,
  ValueInfoProto,
} from "./onnx_pb.ts";
export { quote } from "./quote.ts";
export { BULK_THRESHOLD } from "./scan_model.ts";
export {
  checkTensor,
  readTensor,
  readTensorChunks,
  type ReadTensorOptions,
  setExternalData,
  setRawData,
  stringBytes,
} from "./tensor_data.ts";
export { type TensorInfo, tensorInfo, tensorLabel } from "./tensor_info.ts";
export {
  graphInputs,
  graphOutputs,
  type GraphValue,
  tensorValueInfo,
  UNKNOWN_SHAPE,
} from "./value_info.ts";
export { type GraphScope, graphScopes, modelNodes, modelTensors, subgraphs } from "./walk_graph.ts";
