import {
  BULK_THRESHOLD,
  type GraphProto,
  type GraphScope,
  graphScopes,
  identityNode,
  type OnnxModel,
  subgraphs,
  tensorInfo,
  type TensorProto,
} from "../onnx/mod.ts";
import type { PassReport } from "./pass.ts";

/**
 * The pass that moves large initializers of graphs in nodes (branches, loop bodies) to the graph of the model, where
 * those graphs see them too. onnxruntime-web 1.30 does not find external data of a branch that it inlines.
 */
export function hoistWeights({ proto }: OnnxModel): PassReport {
  const { graph } = proto;
  const names = allNames(graph);
  let hoisted = 0;
  for (const scope of graphScopes(graph)) {
    if (scope.graph === graph) continue;
    for (const tensor of takeLarge(scope)) {
      const name = uniqueName(scope.path + tensor.name, names);
      rename(scope.graph, tensor.name, name);
      returnByCopy(scope.graph, tensor.name, name);
      tensor.name = name;
      graph.initializer.push(tensor);
      hoisted++;
    }
  }
  return { pass: "hoist-weights", counts: { hoisted } };
}

/** Takes the large initializers out of a graph, but for those that its caller sets as inputs. */
function takeLarge({ graph }: GraphScope): TensorProto[] {
  const inputs = new Set(graph.input.map(({ name }) => name));
  const large = graph.initializer.filter((tensor) =>
    (tensorInfo(tensor).byteLength ?? 0) >= BULK_THRESHOLD && !inputs.has(tensor.name)
  );
  graph.initializer = graph.initializer.filter((tensor) => !large.includes(tensor));
  return large;
}

/** Renames what nodes read, also those of graphs within that do not define the name anew. */
function rename(graph: GraphProto, from: string, to: string): void {
  for (const node of graph.node) {
    node.input = node.input.map((name) => name === from ? to : name);
    for (const { graph: inner } of subgraphs(node)) {
      if (!ownNames(inner).has(from)) rename(inner, from, to);
    }
  }
}

/** A graph may not give a value of the one around it as its own output: it gives a copy. */
function returnByCopy(graph: GraphProto, output: string, name: string): void {
  if (!graph.output.some((each) => each.name === output)) return;
  graph.node.push(identityNode(name, output));
}

/** Names that a graph defines. */
function ownNames(graph: GraphProto): Set<string> {
  return new Set([
    ...graph.input.map(({ name }) => name),
    ...graph.initializer.map(({ name }) => name),
    ...graph.sparseInitializer.map(({ values }) => values?.name ?? ""),
    ...graph.node.flatMap(({ output }) => output),
  ]);
}

/** Names that a graph or one within it defines. */
function allNames(graph: GraphProto): Set<string> {
  const names = new Set<string>();
  for (const scope of graphScopes(graph)) for (const name of ownNames(scope.graph)) names.add(name);
  return names;
}

/** A name that the set does not have yet, added to it. */
function uniqueName(wanted: string, names: Set<string>): string {
  let name = wanted;
  while (names.has(name)) name += "~";
  names.add(name);
  return name;
}
