import assert from "node:assert/strict";
import { decodeNpy, encodeNpy } from "../../src/cli/npy.ts";
import * as ort from "../../src/deps/onnxruntime_web.ts";
import { join } from "../../src/deps/path.ts";
import { sharedData } from "../support/shared_data.ts";
import { createdModels, float32, largestDifference, numbers } from "./created_models.ts";

const folder = sharedData("onnx/mnist-external");
const models = createdModels({
  external: folder,
  "external-file": folder && `${folder}/mnist.onnx`,
});

const ramp = Array.from({ length: 28 * 28 }, (_, i) => ((i * 7) % 256) / 255);
const input = float32([1, 1, 28, 28], ramp);

/** What onnxruntime-web computes from the source files. */
async function reference(): Promise<number[]> {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = "error";
  const data = await Deno.readFile(join(folder!, "mnist.onnx.data"));
  const session = await ort.InferenceSession.create(
    await Deno.readFile(join(folder!, "mnist.onnx")),
    { externalData: [{ path: "mnist.onnx.data", data }], logSeverityLevel: 3 },
  );
  try {
    const feeds = { input: new ort.Tensor("float32", Float32Array.from(ramp), [1, 1, 28, 28]) };
    return Array.from((await session.run(feeds)).logits!.data as Float32Array);
  } finally {
    await session.release();
  }
}

Deno.test("a network with external data computes what onnxruntime-web does with its files", {
  ignore: folder === undefined,
  // The engine keeps a timer and its own reads of the compiled module beyond a test.
  sanitizeOps: false,
  sanitizeResources: false,
}, async () => {
  const expected = await reference();
  assert.ok(new Set(expected).size > 1);
  for (const name of ["external", "external-file"]) {
    const outputs = await models.infer(name, { input });
    assert.deepEqual([...outputs.keys()], ["logits"]);
    assert.deepEqual(outputs.get("logits")!.shape, [1, 10]);
    assert.ok(largestDifference(numbers(outputs.get("logits")), expected) < 1e-5, name);
  }
  await models.runFiles(async (folder, run) => {
    await Deno.writeFile(join(folder, "x.npy"), encodeNpy(input));
    await run("external", "--input", "x.npy", "--output", "y.npy");
    const logits = numbers(decodeNpy(await Deno.readFile(join(folder, "y.npy"))));
    assert.ok(largestDifference(logits, expected) < 1e-5);
  });
});

Deno.test("a network whose external data is missing is refused by the file's name", {
  ignore: folder === undefined,
}, async () => {
  await models.runFiles(async (alone) => {
    await Deno.copyFile(join(folder!, "mnist.onnx"), join(alone, "mnist.onnx"));
    const { code, stderr } = await models.run("create", "torn", "--from", alone);
    assert.equal(code, 1);
    assert.match(stderr, /^Error: .*external data 'mnist\.onnx\.data' is missing$/ms);
    assert.equal((await models.run("show", "torn")).code, 1);
  });
});
