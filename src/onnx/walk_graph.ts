import type {
  AttributeProto,
  GraphProto,
  ModelProto,
  NodeProto,
  SparseTensorProto,
  TensorProto,
} from "./onnx_pb.ts";

/** A graph and where it stands. */
export interface GraphScope {
  /** The graph. */
  graph: GraphProto;
  /** Path of the node and attribute that hold it, `If#3.then_branch/`; empty for the model's own graph. */
  path: string;
  /** The graph whose values it may also use. */
  outer?: GraphScope;
}

/** A graph and all graphs within its nodes, outer ones first, in the order of the nodes. */
export function* graphScopes(
  graph: GraphProto,
  path = "",
  outer?: GraphScope,
): Generator<GraphScope, void, void> {
  const scope: GraphScope = outer === undefined ? { graph, path } : { graph, path, outer };
  yield scope;
  for (const [index, node] of graph.node.entries()) {
    for (const { name, graph: inner } of subgraphs(node)) {
      yield* graphScopes(inner, `${path}${node.opType}#${index}.${name}/`, scope);
    }
  }
}

/** The graphs that a node holds in its attributes, each with the attribute's name. */
export function* subgraphs(
  node: NodeProto,
): Generator<{ name: string; graph: GraphProto }, void, void> {
  for (const attribute of node.attribute) {
    if (attribute.g !== undefined) yield { name: attribute.name, graph: attribute.g };
    for (const [index, graph] of attribute.graphs.entries()) {
      yield { name: `${attribute.name}[${index}]`, graph };
    }
  }
}

/** All nodes of a model: of its graph, of the graphs in nodes, and of its functions. */
export function* modelNodes(model: ModelProto): Generator<NodeProto, void, void> {
  if (model.graph !== undefined) yield* nodesOf(model.graph.node);
  for (const { node } of model.functions) yield* nodesOf(node);
}

/** All stored tensors of a model, wherever they stand. */
export function* modelTensors(model: ModelProto): Generator<TensorProto, void, void> {
  if (model.graph !== undefined) yield* graphTensors(model.graph);
  for (const { initialization, algorithm } of model.trainingInfo) {
    if (initialization !== undefined) yield* graphTensors(initialization);
    if (algorithm !== undefined) yield* graphTensors(algorithm);
  }
  for (const { node, attributeProto } of model.functions) {
    for (const each of node) yield* attributeTensors(each.attribute);
    yield* attributeTensors(attributeProto);
  }
}

function* nodesOf(nodes: readonly NodeProto[]): Generator<NodeProto, void, void> {
  for (const node of nodes) {
    yield node;
    for (const { graph } of subgraphs(node)) yield* nodesOf(graph.node);
  }
}

function* graphTensors(graph: GraphProto): Generator<TensorProto, void, void> {
  yield* graph.initializer;
  for (const sparse of graph.sparseInitializer) yield* sparseTensors(sparse);
  for (const { attribute } of graph.node) yield* attributeTensors(attribute);
}

function* attributeTensors(
  attributes: readonly AttributeProto[],
): Generator<TensorProto, void, void> {
  for (const attribute of attributes) {
    if (attribute.t !== undefined) yield attribute.t;
    yield* attribute.tensors;
    if (attribute.sparseTensor !== undefined) yield* sparseTensors(attribute.sparseTensor);
    for (const sparse of attribute.sparseTensors) yield* sparseTensors(sparse);
    if (attribute.g !== undefined) yield* graphTensors(attribute.g);
    for (const graph of attribute.graphs) yield* graphTensors(graph);
  }
}

function* sparseTensors(sparse: SparseTensorProto): Generator<TensorProto, void, void> {
  if (sparse.values !== undefined) yield sparse.values;
  if (sparse.indices !== undefined) yield sparse.indices;
}
