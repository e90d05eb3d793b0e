import assert from "node:assert/strict";
import { HologramError } from "../../src/base/mod.ts";
import { equals, fromBinary, toBinary } from "../../src/deps/protobuf.ts";
import {
  importModel,
  isExternal,
  modelTensors,
  readTensor,
  setRawData,
} from "../../src/onnx/mod.ts";
import { type ModelProto, ModelProtoSchema, type TensorProto } from "../../src/onnx/onnx_pb.ts";
import { sharedData } from "../support/shared_data.ts";
import { buildModel, floats, Type, value, withFolder, withModel } from "./build_model.ts";

const REAL = [
  "onnx/mnist/mnist_onnxjs.onnx",
  "onnx/silero-vad/silero_vad.onnx",
  "onnx/ultraface/version-RFB-320.onnx",
  "lm/TinyStories-656K-ONNX/onnx/model_q4.onnx",
];

for (const name of REAL) {
  const path = sharedData(name);
  Deno.test(`importModel() reads ${name} as a full decode does`, {
    ignore: path === undefined,
  }, async () => {
    const { proto } = await importModel(path!);
    const whole = fromBinary(ModelProtoSchema, await Deno.readFile(path!));
    assert.ok(await putBack(proto, path!) > 0, "nothing was left in the file");
    for (const tensor of modelTensors(whole)) await normalise(tensor, path!);
    for (const tensor of modelTensors(proto)) await normalise(tensor, path!);
    assert.ok(equals(ModelProtoSchema, proto, whole));
  });
}

Deno.test("importModel() leaves large data in the file, at every place where tensors stand", async () => {
  const raw = (name: string, from: number) => ({
    name,
    dataType: Type.FLOAT,
    dims: [256n],
    rawData: floats(256, from),
  });
  const model = buildModel({
    initializer: [
      raw("weight", 0),
      { name: "typed", dataType: Type.FLOAT, dims: [300n], floatData: Array(300).fill(0.5) },
      { name: "doubles", dataType: Type.DOUBLE, dims: [200n], doubleData: Array(200).fill(0.25) },
      { name: "small", dataType: Type.FLOAT, dims: [2n], rawData: floats(2) },
    ],
    sparseInitializer: [{
      values: raw("sparse", 1),
      indices: { dataType: Type.INT64, dims: [256n], rawData: new Uint8Array(2048) },
      dims: [1000n],
    }],
    node: [{
      opType: "Loop",
      attribute: [{
        name: "body",
        g: {
          initializer: [raw("inner", 2)],
          node: [{ opType: "Constant", attribute: [{ name: "value", t: raw("deep", 3) }] }],
        },
        tensors: [raw("many", 4)],
        graphs: [{ initializer: [raw("graphs", 5)] }],
        sparseTensor: { values: raw("in attribute", 6), dims: [256n] },
      }],
    }],
  }, {
    functions: [{
      name: "f",
      node: [{ opType: "Constant", attribute: [{ name: "value", t: raw("in function", 7) }] }],
    }],
    trainingInfo: [{ algorithm: { initializer: [raw("training", 8)] } }],
  });
  const bytes = toBinary(ModelProtoSchema, model);
  await withModel(bytes, async (path) => {
    const { proto, size } = await importModel(path);
    assert.equal(size, bytes.length);
    const inside = [...modelTensors(proto)].filter((tensor) => !isExternal(tensor));
    assert.deepEqual(inside.map(({ name }) => name), ["small"]);
    assert.ok(toBinary(ModelProtoSchema, proto).length < 2048);
    assert.equal(await putBack(proto, path), 12);
    const whole = fromBinary(ModelProtoSchema, bytes);
    for (const tensor of modelTensors(whole)) await normalise(tensor, path);
    assert.ok(equals(ModelProtoSchema, proto, whole));
  });
});

Deno.test("importModel() keeps the file that an external tensor names", async () => {
  const externalData = [{ key: "location", value: "weights.bin" }];
  const tensor = { name: "w", dataType: Type.FLOAT, dims: [512n], externalData, dataLocation: 1 };
  await withModel(buildModel({ initializer: [tensor] }), async (path) => {
    const { proto } = await importModel(path);
    assert.deepEqual(
      proto.graph.initializer[0]?.externalData.map(({ key, value }) => [key, value]),
      [["location", "weights.bin"]],
    );
  });
});

const NOT_MODELS: readonly [what: string, contents: string | Uint8Array<ArrayBuffer>, RegExp][] = [
  ["an empty file", "", /it is empty$/],
  ["prose", "Once upon a time, there was a model", /not an ONNX model: /],
  ["a web page", "<!DOCTYPE html><title>Not found</title>", /it is a web page$/],
  ["a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\n", /a Git LFS pointer/],
  ["JSON", '{"model_type": "llama"}', /it is a JSON file$/],
  ["safetensors", "\x40\0\0\0\0\0\0\0" + '{"w":{}}', /it is a safetensors file$/],
  ["GGUF", "GGUF\x03\0\0\0", /it is a GGUF file$/],
  ["a model without a graph", new Uint8Array([8, 8]), /it has no graph$/],
  ["a graph without a version", new Uint8Array([58, 0]), /it has no IR version$/],
  ["a model without operator sets", new Uint8Array([8, 8, 58, 0]), /it names no operator set$/],
  ["a length beyond the file", new Uint8Array([8, 8, 58, 200, 200, 200, 1]), /is longer than/],
  ["an endless number", new Uint8Array(20).fill(0xff), /is too long$/],
  ["a graph that is a number", new Uint8Array([56, 8]), /is not a message$/],
];

for (const [what, contents, message] of NOT_MODELS) {
  Deno.test(`importModel() refuses ${what}`, async () => {
    const bytes = typeof contents === "string" ? new TextEncoder().encode(contents) : contents;
    await withModel(bytes, async (path) => {
      await assert.rejects(importModel(path), (error: HologramError) => {
        assert.equal(error.kind, "invalid");
        assert.match(error.message, /^Cannot read model\.onnx: not an ONNX model: /);
        assert.match(error.message, message);
        return true;
      });
    });
  });
}

Deno.test("importModel() refuses graphs that nest without end", async () => {
  let bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  const wrap = (field: number) => {
    bytes = new Uint8Array([field * 8 + 2, ...lengthOf(bytes.length), ...bytes]);
  };
  for (let level = 0; level < 40; level++) [6, 5, 1].forEach(wrap); // graph in attribute in node
  wrap(7);
  await withModel(bytes, async (path) => {
    await assert.rejects(importModel(path), /messages nest deeper than 100 levels/);
  });
});

Deno.test("importModel() refuses what is not a file", async () => {
  await withFolder(async (folder) => {
    await assert.rejects(importModel(folder), { kind: "invalid" });
    await assert.rejects(importModel(`${folder}/absent.onnx`), { kind: "not_found" });
  });
});

Deno.test("importModel() gives a model or a HologramError for every truncation and bit flip", async () => {
  const bytes = toBinary(ModelProtoSchema, smallModel());
  await withFolder(async (folder) => {
    const path = `${folder}/model.onnx`;
    let read = 0;
    const attempt = async (damaged: Uint8Array) => {
      await Deno.writeFile(path, damaged);
      try {
        await importModel(path);
        read++;
      } catch (error) {
        assert.ok(error instanceof HologramError, String(error));
        assert.equal(error.kind, "invalid");
      }
    };
    for (let length = 0; length < bytes.length; length += 7) {
      await attempt(bytes.subarray(0, length));
    }
    const random = seededRandom(1);
    for (let round = 0; round < 2000; round++) {
      const damaged = bytes.slice();
      const at = Math.floor(random() * 256) + (round % 2) * (bytes.length - 256);
      damaged[at]! ^= 1 << Math.floor(random() * 8);
      await attempt(damaged);
    }
    assert.ok(read > 0);
  });
});

/** Puts data that was left in the file back into the tensors' messages; gives how many there were. */
async function putBack(proto: ModelProto, path: string): Promise<number> {
  let count = 0;
  for (const tensor of modelTensors(proto)) {
    if (!isExternal(tensor)) continue;
    await normalise(tensor, path);
    count++;
  }
  return count;
}

/** Turns whatever data a tensor has into raw data. */
async function normalise(tensor: TensorProto, path: string): Promise<void> {
  setRawData(tensor, await readTensor(tensor, path));
}

function smallModel(): ModelProto {
  return buildModel({
    input: [value("x", Type.FLOAT, ["n", 2])],
    output: [value("y", Type.FLOAT, ["n", 300])],
    initializer: [{ name: "w", dataType: Type.FLOAT, dims: [2n, 300n], rawData: floats(600) }],
    node: [{ opType: "MatMul", name: "multiply", input: ["x", "w"], output: ["y"] }],
  });
}

/** A length in base 128. */
function lengthOf(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...lengthOf(Math.floor(value / 128))];
}

/** Numbers below 1 that look random and are the same in every run (mulberry32). */
function seededRandom(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
