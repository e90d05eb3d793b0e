import {
  BULK_THRESHOLD,
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
}

/** The initializers of the model's graph with at least {@linkcode BULK_THRESHOLD} bytes, in order. */
export function* weights(model: ModelProto): Generator<Weight, void, void> {
  for (const tensor of model.graph?.initializer ?? []) {
    const info = tensorInfo(tensor);
    const { byteLength = 0 } = info;
    if (byteLength >= BULK_THRESHOLD) yield { tensor, info, byteLength };
  }
}
