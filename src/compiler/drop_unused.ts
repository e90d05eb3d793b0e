import { type GraphProto, graphScopes, type OnnxModel } from "../onnx/mod.ts";
import type { PassReport } from "./pass.ts";

/**
 * The pass that removes what the network never computes with: initializers that no node uses and that are no
 * output, and the graphs for training.
 */
export function dropUnused({ proto }: OnnxModel): PassReport {
  const training = proto.trainingInfo.length;
  proto.trainingInfo = [];
  let initializers = 0;
  for (const { graph } of graphScopes(proto.graph)) initializers += dropInitializers(graph);
  return { pass: "drop-unused", counts: { initializers, training } };
}

function dropInitializers(graph: GraphProto): number {
  const used = usedNames(graph);
  const unused = graph.initializer.filter(({ name }) => !used.has(name));
  if (unused.length === 0) return 0;
  graph.initializer = graph.initializer.filter(({ name }) => used.has(name));
  // An initializer may also be declared as an input that it gives a default: without it that would be required.
  const dropped = new Set(unused.map(({ name }) => name));
  graph.input = graph.input.filter(({ name }) => !dropped.has(name));
  return unused.length;
}

/** Names that a graph or one within it reads or gives, and those that quantisation annotations point to. */
function usedNames(graph: GraphProto): Set<string> {
  const used = new Set<string>();
  for (const { graph: inner } of graphScopes(graph)) {
    for (const { input } of inner.node) for (const name of input) used.add(name);
    for (const { name } of inner.output) used.add(name);
    for (const annotation of inner.quantizationAnnotation) {
      for (const { value } of annotation.quantParameterTensorNames) used.add(value);
    }
  }
  return used;
}
