import assert from "node:assert/strict";
import { decodeNpy, encodeNpy } from "../../src/cli/npy.ts";
import { join } from "../../src/deps/path.ts";
import { sharedData } from "../support/shared_data.ts";
import { createdModels, float32, indexOfLargest, numbers } from "./created_models.ts";
import { readPixels } from "./pixels.ts";

const folder = sharedData("onnx/mnist");
const at = (name: string) => folder && join(folder, name);
const IMAGES = { "0.jpg": 0, "3.jpg": 3, "5.jpg": 5, "7.jpg": 7, "ort_mnist_5.jpg": 5 };

const models = createdModels({
  "opt-mnist": at("opt-mnist.onnx"),
  "vision/mnist:onnxjs": at("mnist_onnxjs.onnx"),
});

/** A digit as the network takes it: white on black, 0 to 255. */
async function readDigit(path: string): Promise<number[]> {
  const { width, height, channels, data } = await readPixels(path);
  assert.deepEqual([width, height, channels], [28, 28, 1]);
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  return Array.from(data, (value) => mean > 128 ? 255 - value : value);
}

for (const [image, digit] of Object.entries(IMAGES)) {
  Deno.test(`mnist reads a ${digit} in ${image}, from a .npy file and into one`, {
    ignore: folder === undefined,
  }, async () => {
    const pixels = float32([1, 1, 28, 28], await readDigit(at(image)!));
    await models.runFiles(async (folder, run) => {
      await Deno.writeFile(join(folder, "x.npy"), encodeNpy(pixels));
      await run("opt-mnist", "--input", "x.npy", "--output", "y.npy");
      const scores = decodeNpy(await Deno.readFile(join(folder, "y.npy")));
      assert.deepEqual(scores.shape, [1, 10]);
      assert.equal(indexOfLargest(numbers(scores)), digit);
    });
  });

  Deno.test(`the onnxjs mnist reads a ${digit} in ${image}, from a .json file and into one`, {
    ignore: folder === undefined,
  }, async () => {
    const pixels = await readDigit(at(image)!);
    await models.runFiles(async (folder, run) => {
      const inputs = [{ name: "Input3", datatype: "FP32", shape: [1, 1, 28, 28], data: pixels }];
      await Deno.writeTextFile(join(folder, "x.json"), JSON.stringify({ inputs }));
      await run("vision/mnist:onnxjs", "--input", "x.json", "--output", "y.json");
      const { outputs } = JSON.parse(await Deno.readTextFile(join(folder, "y.json")));
      assert.deepEqual(outputs.map(({ data: _, ...head }: { data: unknown }) => head), [
        { name: "Plus214_Output_0", datatype: "FP32", shape: [1, 10] },
      ]);
      assert.equal(indexOfLargest(outputs[0].data), digit);
    });
  });
}

Deno.test("mnist gives the same scores through the command line's files and through /v2", {
  ignore: folder === undefined,
}, async () => {
  const input = float32([1, 1, 28, 28], await readDigit(at("7.jpg")!));
  const served = (await models.infer("opt-mnist", { Input3: input })).get("Plus214_Output_0")!;
  await models.runFiles(async (folder, run) => {
    await Deno.writeFile(join(folder, "x.npy"), encodeNpy(input));
    const output = "Plus214_Output_0=y.npy";
    await run("opt-mnist", "--input", "Input3=x.npy", "--output", output);
    assert.deepEqual(decodeNpy(await Deno.readFile(join(folder, "y.npy"))), served);
  });
});
