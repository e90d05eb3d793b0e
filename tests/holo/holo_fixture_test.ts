import assert from "node:assert/strict";
import { makeHoloFixture } from "../../scripts/fixtures/make_holo_fixture.ts";
import { tensorFromBytes } from "../../src/base/mod.ts";
import { fromFileUrl } from "../../src/deps/path.ts";
import { generationSectionSchema, HoloFile, verifyHolo } from "../../src/holo/mod.ts";
import { withPath } from "./support.ts";

const V1_0 = fromFileUrl(new URL("../fixtures/holo/v1_0.holo", import.meta.url));

/** Bytes start, start + 1, ... */
function count(start: number, length: number): number[] {
  return Array.from({ length }, (_, position) => start + position);
}

Deno.test("The released fixture of version 1.0 is as it was released", async () => {
  const { digest, size, problems } = await verifyHolo(V1_0);
  assert.deepEqual(problems, []);
  assert.equal(size, 47878);
  assert.equal(digest, "sha256:a04153107eec6acd5907929f581e1a5ca5294d93c0973fa049aa5e4cbca63e26");
});

Deno.test("A file of version 1.0 stays readable: every tensor", async () => {
  using file = await HoloFile.open(V1_0);
  const read = async (name: string) => {
    const { section, dtype, shape } = file.tensor(name)!;
    return { section, dtype, shape, bytes: [...await file.readTensorBytes(name)] };
  };
  assert.equal(file.index.tensors.length, 7);
  const embed = tensorFromBytes("float32", [2, 4], await file.readTensorBytes("embed.weight"));
  const floats = [0, 1, -1, 0.5, Math.fround(Math.PI), Math.fround(1e30), Infinity, -0];
  assert.deepEqual([...embed.data], floats);
  assert.deepEqual(await read("__proto__"), {
    section: "weights.0",
    dtype: "int4",
    shape: [3, 3],
    bytes: count(1, 5),
  });
  assert.deepEqual(await read("norm"), {
    section: "weights.0",
    dtype: "float16",
    shape: [7],
    bytes: count(16, 14),
  });
  assert.deepEqual(await read("position"), {
    section: "weights.0",
    dtype: "int64",
    shape: [],
    bytes: count(32, 8),
  });
  assert.deepEqual(await read("large"), {
    section: "weights.1",
    dtype: "uint8",
    shape: [130],
    bytes: count(0, 130),
  });
  assert.deepEqual(await read("empty"), {
    section: "weights.1",
    dtype: "bfloat16",
    shape: [0, 4],
    bytes: [],
  });
  assert.deepEqual(await read("名前 with spaces"), {
    section: "weights.1",
    dtype: "bool",
    shape: [1, 2],
    bytes: [0, 1],
  });
});

Deno.test("A file of version 1.0 stays readable: every section and the description", async () => {
  using file = await HoloFile.open(V1_0);
  assert.deepEqual(file.version, { major: 1, minor: 0 });
  const { sections, tensors: _, ...description } = file.index;
  assert.deepEqual(
    sections.map(({ name, offset, length }) => [name, offset, length]),
    [
      ["weights.0", 4096, 200],
      ["weights.1", 8192, 194],
      ["graph", 12288, 24],
      ["tokenizer", 16384, 75],
      ["tokenizer_config", 20480, 19],
      ["config", 24576, 22],
      ["chat_template", 28672, 55],
      ["generation", 32768, 232],
      ["license", 36864, 4],
      ["x-example", 40960, 30],
      ["tables", 45056, 0],
    ],
  );
  const text = (name: string) => file.readTextSection(name);
  assert.equal(await text("graph"), "stands for an ONNX graph");
  assert.equal(
    await text("tokenizer"),
    '{"version":"1.0","model":{"type":"BPE","vocab":{"a":0,"é":1},"merges":[]}}',
  );
  assert.equal(await text("tokenizer_config"), '{"bos_token":"<s>"}');
  assert.equal(await text("config"), '{"model_type":"llama"}');
  assert.equal(
    await text("chat_template"),
    "{% for m in messages %}{{ m.content }} ✓\n{% endfor %}",
  );
  assert.equal(await text("license"), "MIT\n");
  assert.equal(await text("x-example"), "a section that no reader knows");
  assert.equal(await text("tables"), "");
  assert.deepEqual(await file.readJsonSection("generation", generationSectionSchema), {
    decoder: {
      input_ids: "input_ids",
      logits: "logits",
      cache: [{ past: "past_key_values.0.key", present: "present.0.key" }],
    },
    vocabulary_size: 2,
    context_length: 128,
    bos_token_id: 0,
    eos_token_ids: [1],
    options: { temperature: 0.5 },
  });
  assert.deepEqual(description, {
    producer: "hologram 0.1.0",
    architecture: "llama",
    task: "text-generation",
    inputs: [{ name: "input_ids", dtype: "int64", shape: ["batch_size", "?"] }],
    outputs: [{ name: "logits", dtype: "float32", shape: ["batch_size", "?", 2] }],
    parameter_count: 157,
    quantization: "F32",
    source: {
      kind: "onnx",
      reference: "model.onnx",
      revision: "main",
      digest: `sha256:${"ab".repeat(32)}`,
    },
  });
});

Deno.test("makeHoloFixture() writes the same bytes each time, and never over a file", () =>
  withPath(async (path) => {
    await makeHoloFixture(path);
    const first = await Deno.readFile(path);
    await assert.rejects(makeHoloFixture(path), { kind: "conflict" });
    assert.deepEqual(await Deno.readFile(path), first);
    await Deno.remove(path);
    await makeHoloFixture(path);
    assert.deepEqual(await Deno.readFile(path), first);
  }));
