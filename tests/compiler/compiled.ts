import {
  compileOnnx,
  type CompileOptions,
  type CompileResult,
  type ModelDocuments,
} from "../../src/compiler/mod.ts";
import { join } from "../../src/deps/path.ts";
import { fromBinary } from "../../src/deps/protobuf.ts";
import { HoloFile } from "../../src/holo/mod.ts";
import { readTensor, subgraphs } from "../../src/onnx/mod.ts";
import { type GraphProto, type ModelProto, ModelProtoSchema } from "../../src/onnx/onnx_pb.ts";
import { withFolder, withModel } from "../onnx/build_model.ts";

/** A compiled model, open. */
export interface Compiled {
  result: CompileResult;
  holo: HoloFile;
  /** The graph that the file holds. */
  graph: ModelProto & { graph: GraphProto };
}

/** Compiles a model file to a new folder and runs with the outcome, which is gone afterwards. */
export async function withCompiled<T>(
  modelPath: string,
  options: Partial<CompileOptions>,
  run: (compiled: Compiled) => Promise<T> | T,
): Promise<T> {
  return await withFolder(async (folder) => {
    const outputPath = join(folder, "model.holo");
    const result = await compileOnnx({ modelPath, files: {}, outputPath, ...options });
    const holo = await HoloFile.open(outputPath);
    try {
      const graph = fromBinary(ModelProtoSchema, await holo.readSection("graph"));
      return await run({ result, holo, graph: graph as Compiled["graph"] });
    } finally {
      holo.close();
    }
  });
}

/** As {@linkcode withCompiled}, of a model built in the test. */
export async function withCompiledModel<T>(
  model: ModelProto,
  files: ModelDocuments,
  run: (compiled: Compiled) => Promise<T> | T,
): Promise<T> {
  return await withModel(model, (path) => withCompiled(path, { files }, run));
}

/** The bytes of a tensor in the graph, from the section that it points to or from itself. */
export function tensorBytes(
  holo: HoloFile,
  tensor: GraphProto["initializer"][number],
): Uint8Array {
  if (tensor.externalData.length === 0) return tensor.rawData;
  const entries = Object.fromEntries(tensor.externalData.map(({ key, value }) => [key, value]));
  const bytes = new Uint8Array(Number(entries.length));
  holo.readAtSync(entries.location!, Number(entries.offset), bytes);
  return bytes;
}

/** The initializers and constants of a graph and those in it, by the path of outputs that leads to them. */
export async function sourceTensors(
  graph: GraphProto,
  modelPath: string,
  path = "",
): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  for (const tensor of graph.initializer) {
    found.set(path + tensor.name, await readTensor(tensor, modelPath));
  }
  for (const node of graph.node) {
    const value = node.opType === "Constant" && node.attribute.find(({ name }) => name === "value");
    if (value && value.t) found.set(path + node.output[0], await readTensor(value.t, modelPath));
    for (const inner of subgraphs(node)) {
      const at = `${path}${node.output[0]}.${inner.name}/`;
      for (const entry of await sourceTensors(inner.graph, modelPath, at)) found.set(...entry);
    }
  }
  return found;
}

/** The initializers of a compiled graph and those in it, by the same paths. */
export function* compiledTensors(
  graph: GraphProto,
  path = "",
): Generator<[path: string, tensor: GraphProto["initializer"][number]]> {
  for (const tensor of graph.initializer) yield [path + tensor.name, tensor];
  for (const node of graph.node) {
    for (const inner of subgraphs(node)) {
      yield* compiledTensors(inner.graph, `${path}${node.output[0]}.${inner.name}/`);
    }
  }
}
