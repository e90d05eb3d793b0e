import type { DType } from "../base/mod.ts";
import {
  BULK_THRESHOLD,
  type GraphScope,
  graphScopes,
  type ModelProto,
  type NodeProto,
  tensorInfo,
  type TensorProto,
} from "../onnx/mod.ts";

/** The size of a network in numbers. */
export interface WeightsMeasure {
  /** Weights counted as numbers, packed ones unpacked, without their scales and zero points. */
  parameterCount: number;
  /** How most of them are stored: `F32`, `F16`, `Q8`, `Q4`, ...; `unknown` where there are none. */
  quantization: string;
}

/** How weights of an element type are called; other types are no weights. */
const LABELS: Partial<Record<DType, string>> = {
  float64: "F64",
  float32: "F32",
  float16: "F16",
  bfloat16: "BF16",
  float8e4m3fn: "F8",
  float8e4m3fnuz: "F8",
  float8e5m2: "F8",
  float8e5m2fnuz: "F8",
  float4e2m1: "F4",
  int8: "Q8",
  uint8: "Q8",
  int4: "Q4",
  uint4: "Q4",
  int2: "Q2",
  uint2: "Q2",
};

/** What is known of a weight: how many numbers it stands for and how they are stored. */
interface Count {
  elements: number;
  label: string;
}

/** Counts the weights of a network and says how most of them are stored. */
export function measureWeights(model: ModelProto): WeightsMeasure {
  const counts = new Map<TensorProto, Count>();
  const scopes = model.graph === undefined ? [] : [...graphScopes(model.graph)];
  for (const { graph } of scopes) {
    for (const tensor of graph.initializer) {
      const { dtype, shape, count, byteLength = 0 } = tensorInfo(tensor);
      const label = LABELS[dtype];
      // Short rows of bytes are zero points.
      const isWeight = label?.startsWith("Q") ? byteLength >= BULK_THRESHOLD : shape.length > 0;
      if (label !== undefined && isWeight) counts.set(tensor, { elements: count, label });
    }
  }
  for (const scope of scopes) {
    for (const node of scope.graph.node) applyPacking(node, scope, counts);
  }
  const byLabel = new Map<string, number>();
  let parameterCount = 0;
  for (const { elements, label } of counts.values()) {
    parameterCount += elements;
    byLabel.set(label, (byLabel.get(label) ?? 0) + elements);
  }
  const [most] = [...byLabel].sort(([, a], [, b]) => b - a);
  return { parameterCount, quantization: most?.[0] ?? "unknown" };
}

/**
 * Corrects the counts for operators that unpack weights: scales and zero points are none, and those of
 * `com.microsoft` take bytes that hold several weights each. Source: onnxruntime's `docs/ContribOperators.md`.
 */
function applyPacking(
  node: NodeProto,
  scope: GraphScope,
  counts: Map<TensorProto, Count>,
): void {
  const tensor = (input: number) => resolve(node.input[input] ?? "", scope);
  const number = (name: string, fallback: number) => {
    const attribute = node.attribute.find((each) => each.name === name);
    return attribute === undefined ? fallback : Number(attribute.i);
  };
  const exclude = (...inputs: number[]) => {
    for (const input of inputs) {
      const scale = tensor(input);
      if (scale !== undefined) counts.delete(scale);
    }
  };
  const pack = (input: number, elements: number, bits: number) => {
    const packed = tensor(input);
    if (packed !== undefined && counts.has(packed)) {
      counts.set(packed, { elements, label: `Q${bits}` });
    }
  };
  if (node.opType === "DequantizeLinear") exclude(1, 2);
  if (node.domain !== "com.microsoft") return;
  if (node.opType === "MatMulNBits") {
    pack(1, number("K", 0) * number("N", 0), number("bits", 4));
    exclude(2, 3, 4);
  } else if (node.opType === "MatMulBnb4") {
    pack(1, number("K", 0) * number("N", 0), 4);
    exclude(2);
  } else if (node.opType === "GatherBlockQuantized") {
    const bits = number("bits", 4);
    const data = tensor(0);
    const count = data === undefined ? undefined : counts.get(data);
    if (count === undefined) return;
    // Bytes hold several numbers each; 4-bit types are counted one by one already.
    const perElement = count.label === "Q8" ? 8 / bits : 1;
    pack(0, count.elements * perElement, bits);
    exclude(2, 3);
  }
}

/** The initializer that a name stands for in a graph or the ones around it. */
function resolve(name: string, scope: GraphScope): TensorProto | undefined {
  for (let at: GraphScope | undefined = scope; at !== undefined; at = at.outer) {
    const found = at.graph.initializer.find((tensor) => tensor.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}
