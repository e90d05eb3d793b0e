import assert from "node:assert/strict";
import { decodeNpy, encodeNpy } from "../../src/cli/npy.ts";
import { join } from "../../src/deps/path.ts";
import { sharedData } from "../support/shared_data.ts";
import { createdModels, largestDifference, numbers } from "./created_models.ts";
import { readNpz } from "./read_npz.ts";

const folder = sharedData("onnx/byte-lstm");
const models = createdModels({ "byte-lstm": folder });

Deno.test("the bidirectional LSTM over bytes gives the outputs that came with it", {
  ignore: folder === undefined,
}, async () => {
  const arrays = await readNpz(join(folder!, "io.npz"));
  const [input, expected] = [arrays.get("input")!, arrays.get("Add_26")!];
  assert.deepEqual([input.dtype, input.shape], ["uint8", [2, 58]]);
  await models.runFiles(async (folder, run) => {
    await Deno.writeFile(join(folder, "x.npy"), encodeNpy(input));
    await run("byte-lstm", "--input", "input=x.npy", "--output", "output=y.npy");
    const output = decodeNpy(await Deno.readFile(join(folder, "y.npy")));
    assert.deepEqual([output.dtype, output.shape], ["float32", expected.shape]);
    assert.ok(largestDifference(numbers(output), numbers(expected)) < 1e-5);
  });
});

Deno.test("the bidirectional LSTM gives a text alone what it gives it in a batch", {
  ignore: folder === undefined,
}, async () => {
  const arrays = await readNpz(join(folder!, "io.npz"));
  const input = arrays.get("input")!;
  const expected = numbers(arrays.get("Add_26"));
  const [batch, length] = input.shape as [number, number];
  for (let row = 0; row < batch; row++) {
    const data = (input.data as Uint8Array).slice(row * length, (row + 1) * length);
    const outputs = await models.infer("byte-lstm", {
      input: { dtype: "uint8", shape: [1, length], data },
    });
    const own = expected.slice(row * length * 2, (row + 1) * length * 2);
    assert.ok(largestDifference(numbers(outputs.get("output")), own) < 1e-5);
  }
});
