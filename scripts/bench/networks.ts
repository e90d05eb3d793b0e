import type { ValueInfo } from "../../src/base/mod.ts";
import { compileOnnx, findCompanions } from "../../src/compiler/mod.ts";
import { join } from "../../src/deps/path.ts";
import { encodeModel } from "../../src/onnx/mod.ts";
import { buildModel, Type, value } from "../../tests/onnx/build_model.ts";
import { WeightsFile } from "./weights_file.ts";

/** A network in the two forms that are compared. */
export interface BenchNetwork {
  /** The `.onnx` file. */
  onnx: string;
  /** The file of its external data, where it has one, and the location by which the graph names it. */
  external?: { location: string; path: string };
  /** The `.holo` file compiled from it. */
  holo: string;
  /** What it takes, in the order in which both engines list it. */
  inputs: readonly ValueInfo[];
}

/** A chain of `layers` products with random matrices [width, width]: `x` [1, width] to `y`, 4 · width² bytes a layer. */
export async function matMulChain(
  folder: string,
  layers: number,
  width: number,
): Promise<BenchNetwork> {
  const location = "weights.bin";
  const path = join(folder, location);
  await using weights = await WeightsFile.create(path, location);
  const values = ["x", ...Array.from({ length: layers - 1 }, (_, i) => `x${i + 1}`), "y"];
  const initializer = [];
  for (let i = 0; i < layers; i++) initializer.push(await weights.add(`w${i}`, [width, width]));
  const model = buildModel({
    input: [value("x", Type.FLOAT, [1, width])],
    output: [value("y", Type.FLOAT, [1, width])],
    initializer,
    node: initializer.map((_, i) => ({
      opType: "MatMul",
      input: [values[i]!, `w${i}`],
      output: [values[i + 1]!],
    })),
  });
  const onnx = join(folder, "model.onnx");
  await Deno.writeFile(onnx, encodeModel(model));
  return { external: { location, path }, ...await compiled(onnx, folder) };
}

/** The least that a network can do with numbers: `x` [n], `y` [n] = -x. */
export async function negation(folder: string): Promise<BenchNetwork> {
  const model = buildModel({
    input: [value("x", Type.FLOAT, ["n"])],
    output: [value("y", Type.FLOAT, ["n"])],
    node: [{ opType: "Neg", input: ["x"], output: ["y"] }],
  });
  const onnx = join(folder, "model.onnx");
  await Deno.writeFile(onnx, encodeModel(model));
  return await compiled(onnx, folder);
}

/** Compiles a model, a file or a folder around one, to a `.holo` file in a folder. */
export async function compiled(from: string, folder: string): Promise<BenchNetwork> {
  const { modelPath, ...files } = await findCompanions(from);
  const holo = join(folder, "model.holo");
  const { description } = await compileOnnx({ modelPath, files, outputPath: holo });
  return { onnx: modelPath, holo, inputs: description.inputs };
}
