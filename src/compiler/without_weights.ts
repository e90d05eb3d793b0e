import {
  cloneModel,
  encodeModel,
  type ModelProto,
  setRawData,
  tensorValueInfo,
} from "../onnx/mod.ts";
import { weights } from "./weights.ts";

/**
 * A model's bytes without its weights, for asking an engine whether it knows every operator: each large initializer
 * becomes an input of the same name, type and shape. Those of graphs within nodes, which take no inputs, become zeros.
 * Expects the passes to have run.
 */
export function withoutWeights(model: ModelProto): Uint8Array<ArrayBuffer> {
  const copy = cloneModel(model);
  const { graph } = copy;
  if (graph === undefined) return encodeModel(copy);
  const declared = new Set(graph.input.map(({ name }) => name));
  const inputs = new Set<string>();
  for (const { tensor, info, byteLength, scope } of weights(copy)) {
    if (scope.graph !== graph) {
      setRawData(tensor, new Uint8Array(byteLength));
      continue;
    }
    inputs.add(info.name);
    if (!declared.has(info.name)) graph.input.push(tensorValueInfo(info));
  }
  graph.initializer = graph.initializer.filter(({ name }) => !inputs.has(name));
  return encodeModel(copy);
}
