import { cloneModel, encodeModel, type ModelProto, tensorValueInfo } from "../onnx/mod.ts";
import { weights } from "./weights.ts";

/**
 * A model's bytes without its weights, for asking an engine whether it knows every operator: each large initializer
 * becomes an input of the same name, type and shape. Expects the passes to have run, which leave no others outside.
 */
export function withoutWeights(model: ModelProto): Uint8Array<ArrayBuffer> {
  const copy = cloneModel(model);
  const { graph } = copy;
  if (graph !== undefined) {
    const declared = new Set(graph.input.map(({ name }) => name));
    const large = [...weights(copy)];
    for (const { info } of large) {
      if (!declared.has(info.name)) graph.input.push(tensorValueInfo(info));
    }
    const removed = new Set(large.map(({ tensor }) => tensor));
    graph.initializer = graph.initializer.filter((tensor) => !removed.has(tensor));
  }
  return encodeModel(copy);
}
