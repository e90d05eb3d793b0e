import {
  BULK_THRESHOLD,
  type GraphScope,
  graphScopes,
  type ModelProto,
  type TensorInfo,
  tensorInfo,
  type TensorProto,
} from "../onnx/mod.ts";

/** A tensor that goes to a weights section. */
export interface Weight {
  /** The tensor, in its graph. */
  tensor: TensorProto;
  /** Its type, shape and size. */
  info: TensorInfo;
  /** Bytes of its data. */
  byteLength: number;
  /** The graph whose initializer it is. */
  scope: GraphScope;
}

/**
 * The initializers of at least {@linkcode BULK_THRESHOLD} bytes, of the graph and the graphs in its nodes, in order.
 * Functions hold none, and what their constants and attributes hold stays with them.
 */
export function* weights(model: ModelProto): Generator<Weight, void, void> {
  if (model.graph === undefined) return;
  for (const scope of graphScopes(model.graph)) {
    for (const tensor of scope.graph.initializer) {
      const info = tensorInfo(tensor);
      const { byteLength = 0 } = info;
      if (byteLength >= BULK_THRESHOLD) yield { tensor, info, byteLength, scope };
    }
  }
}
