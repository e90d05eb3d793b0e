import assert from "node:assert/strict";
import * as ort from "../../src/deps/onnxruntime_web.ts";
import type { HoloFile } from "../../src/holo/mod.ts";
import { encodeModel } from "../../src/onnx/mod.ts";
import { buildModel, floats, Type, value } from "../onnx/build_model.ts";
import { sharedData } from "../support/shared_data.ts";
import { withCompiled } from "./compiled.ts";

ort.env.wasm.numThreads = 1;
ort.env.logLevel = "error";

// The engine opens a message port when it first loads, which lasts as long as the process: not within a test.
const constant = { name: "y", dataType: Type.FLOAT, dims: [1n], rawData: floats(1) };
const smallest = buildModel({ output: [value("y", Type.FLOAT, [1])], initializer: [constant] });
await (await ort.InferenceSession.create(encodeModel(smallest))).release();

type Feeds = Record<string, ort.Tensor>;

const int64 = (values: number[], dims: number[]) =>
  new ort.Tensor("int64", BigInt64Array.from(values, BigInt), dims);
const float32 = (dims: number[]) => {
  const count = dims.reduce((product, dimension) => product * dimension, 1);
  return new ort.Tensor(
    "float32",
    Float32Array.from({ length: count }, (_, i) => (i % 17) / 17),
    dims,
  );
};

const story: Feeds = {
  input_ids: int64([1, 403, 407], [1, 3]),
  attention_mask: int64([1, 1, 1], [1, 3]),
  position_ids: int64([0, 1, 2], [1, 3]),
};
for (const layer of [0, 1]) {
  for (const half of ["key", "value"]) {
    story[`past_key_values.${layer}.${half}`] = float32([1, 4, 0, 16]);
  }
}

const RUNS: readonly [path: string, feeds: Feeds][] = [
  ["onnx/mnist/mnist_onnxjs.onnx", { Input3: float32([1, 1, 28, 28]) }],
  ["onnx/ultraface/version-RFB-320.onnx", { input: float32([1, 3, 240, 320]) }],
  ["onnx/silero-vad/silero_vad.onnx", {
    input: float32([1, 512]),
    state: float32([2, 1, 128]),
    sr: int64([16000], []),
  }],
  ["lm/TinyStories-656K-ONNX/onnx/model.onnx", story],
  ["lm/TinyStories-656K-ONNX/onnx/model_q4.onnx", story],
];

for (const [name, feeds] of RUNS) {
  const path = sharedData(name);
  Deno.test(`a compiled ${name} computes what its source does`, {
    ignore: path === undefined,
  }, async () => {
    const expected = await run(await Deno.readFile(path!), [], feeds);
    let checked = 0;
    const check = async (weightless: Uint8Array) => {
      const session = await ort.InferenceSession.create(weightless, {
        logSeverityLevel: 3,
      });
      assert.ok(session.inputNames.length > Object.keys(feeds).length);
      await session.release();
      checked++;
    };
    await withCompiled(path!, { check }, async ({ holo }) => {
      const outputs = await run(await holo.readSection("graph"), await weights(holo), feeds);
      assert.deepEqual([...outputs.keys()], [...expected.keys()]);
      for (const [name, { dims, data }] of expected) {
        const actual = outputs.get(name)!;
        assert.deepEqual(actual.dims, dims);
        // The engine folds more constants than in a source that declares its weights as inputs.
        assert.ok(largestDifference(actual.data, data) < 1e-6, name);
      }
    });
    assert.equal(checked, 1);
  });
}

async function weights(holo: HoloFile): Promise<{ path: string; data: Uint8Array }[]> {
  const names = holo.index.sections.map(({ name }) => name).filter((name) => /^weights/.test(name));
  return await Promise.all(
    names.map(async (path) => ({ path, data: await holo.readSection(path) })),
  );
}

async function run(
  graph: Uint8Array,
  externalData: { path: string; data: Uint8Array }[],
  feeds: Feeds,
): Promise<Map<string, ort.Tensor>> {
  const session = await ort.InferenceSession.create(graph, { externalData, logSeverityLevel: 3 });
  try {
    const outputs = await session.run(feeds);
    return new Map(session.outputNames.map((name) => [name, outputs[name] as ort.Tensor]));
  } finally {
    await session.release();
  }
}

/** The largest difference between two arrays of numbers, infinite where they differ in length. */
function largestDifference(a: ort.Tensor["data"], b: ort.Tensor["data"]): number {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (let index = 0; index < a.length; index++) {
    largest = Math.max(largest, Math.abs(Number(a[index]) - Number(b[index])));
  }
  return largest;
}
