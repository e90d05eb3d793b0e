import {
  BULK_THRESHOLD,
  type GraphProto,
  graphScopes,
  type NodeProto,
  type OnnxModel,
  tensorInfo,
  type TensorProto,
} from "../onnx/mod.ts";
import type { PassReport } from "./pass.ts";

/**
 * The pass that turns large `Constant` nodes into initializers of their graph, so that their data can stand in a
 * weights section.
 */
export function liftConstants({ proto }: OnnxModel): PassReport {
  let lifted = 0;
  for (const { graph } of graphScopes(proto.graph)) lifted += liftFrom(graph);
  return { pass: "lift-constants", counts: { lifted } };
}

function liftFrom(graph: GraphProto): number {
  const kept: NodeProto[] = [];
  for (const node of graph.node) {
    const value = largeValue(node);
    const name = node.output[0];
    if (value === undefined || name === undefined || name === "") {
      kept.push(node);
      continue;
    }
    value.name = name;
    graph.initializer.push(value);
  }
  const lifted = graph.node.length - kept.length;
  graph.node = kept;
  return lifted;
}

/** The tensor of a node that is a constant with at least {@linkcode BULK_THRESHOLD} bytes. */
function largeValue(node: NodeProto): TensorProto | undefined {
  if (node.opType !== "Constant" || !["", "ai.onnx"].includes(node.domain)) return undefined;
  const tensor = node.attribute.find(({ name }) => name === "value")?.t;
  if (tensor === undefined) return undefined;
  return (tensorInfo(tensor).byteLength ?? 0) >= BULK_THRESHOLD ? tensor : undefined;
}
