import assert from "node:assert/strict";
import { findCompanions } from "../../src/compiler/mod.ts";
import { fromBinary } from "../../src/deps/protobuf.ts";
import { ModelProtoSchema } from "../../src/onnx/onnx_pb.ts";
import { sharedData } from "../support/shared_data.ts";
import { compiledTensors, sourceTensors, tensorBytes, withCompiled } from "./compiled.ts";

/** Each model with how many weights it has, how they are stored, and how many initializers nothing uses. */
const MODELS: readonly [path: string, parameters: number, quantization: string, unused: number][] =
  [
    ["onnx/byte-lstm/model.onnx", 339_202, "F32", 0],
    ["onnx/silero-vad/silero_vad.onnx", 544_256, "F32", 0],
    ["onnx/silero-vad/silero_vad_half.onnx", 309_633, "F32", 0],
    ["onnx/silero-vad/silero_vad_op18_ifless.onnx", 545_282, "F32", 3],
    ["onnx/mnist/mnist_onnxjs.onnx", 5_994, "F32", 0],
    ["onnx/mnist/opt-mnist.onnx", 5_994, "F32", 0],
    ["onnx/mnist-external/mnist.onnx", 26_450, "F32", 0],
    ["onnx/ultraface/version-RFB-320.onnx", 307_620, "F32", 35],
    ["onnx/gtcrn/gtcrn_simple.onnx", 48_225, "F32", 0],
    ["onnx/magika/model.onnx", 784_215, "F32", 0],
    ["lm/TinyStories-656K-ONNX/onnx/model.onnx", 656_008, "F32", 0],
    ["lm/TinyStories-656K-ONNX/onnx/model_q4.onnx", 656_008, "Q4", 0],
    ["lm/TinyStories-656K-ONNX/onnx/model_quantized.onnx", 656_008, "Q8", 0],
  ];

for (const [name, parameters, quantization, unused] of MODELS) {
  const path = sharedData(name);
  Deno.test(`compileOnnx() keeps every byte of the weights of ${name}`, {
    ignore: path === undefined,
  }, async () => {
    const source = fromBinary(ModelProtoSchema, await Deno.readFile(path!));
    const expected = await sourceTensors(source.graph!, path!);
    const files = await findCompanions(path!);
    await withCompiled(path!, { files }, ({ result, holo, graph }) => {
      let stored = 0;
      for (const [at, tensor] of compiledTensors(graph.graph)) {
        const bytes = tensorBytes(holo, tensor);
        const source = expected.has(at) ? at : hoistedFrom(at, bytes, expected);
        assert.deepEqual(bytes, expected.get(source), at);
        expected.delete(source);
        const external = tensor.externalData.length > 0;
        assert.equal(external, bytes.length >= 1024, at);
        if (external) stored++;
      }
      assert.ok(stored > 0);
      assert.equal(stored, holo.index.tensors.length);
      assert.equal(result.description.parameter_count, parameters);
      assert.equal(result.description.quantization, quantization);
      const dropped = result.reports.find(({ pass }) => pass === "drop-unused");
      assert.equal(dropped?.counts.initializers, unused);
    });
  });
}

const story = sharedData("lm/TinyStories-656K-ONNX");
Deno.test("compileOnnx() plans a language model and keeps its documents", {
  ignore: story === undefined,
}, async () => {
  const files = await findCompanions(story!);
  await withCompiled(files.modelPath, { files }, async ({ result, holo }) => {
    assert.deepEqual(holo.index.sections.map(({ name }) => name), [
      "weights.0",
      "graph",
      "tokenizer",
      "tokenizer_config",
      "config",
      "generation",
    ]);
    assert.deepEqual(
      await holo.readSection("tokenizer"),
      await Deno.readFile(`${story}/tokenizer.json`),
    );
    const generation = JSON.parse(await holo.readTextSection("generation"));
    assert.deepEqual(generation, {
      decoder: {
        input_ids: "input_ids",
        attention_mask: "attention_mask",
        position_ids: "position_ids",
        logits: "logits",
        cache: ["0.key", "0.value", "1.key", "1.value"].map((each) => ({
          past: `past_key_values.${each}`,
          present: `present.${each}`,
        })),
      },
      vocabulary_size: 2048,
      context_length: 512,
      embedding_length: 128,
      bos_token_id: 1,
      pad_token_id: 0,
      eos_token_ids: [2],
      options: {},
    });
    const { inputs, outputs, ...description } = result.description;
    assert.equal(inputs.length, 7);
    assert.deepEqual(outputs[0], {
      name: "logits",
      dtype: "float32",
      shape: ["batch_size", "sequence_length", 2048],
    });
    const source = await Deno.readFile(files.modelPath);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", source)).toHex();
    assert.deepEqual(description, {
      producer: holo.index.producer,
      architecture: "llama",
      task: "text-generation",
      parameter_count: 656_008,
      quantization: "F32",
      source: { kind: "onnx", reference: "model.onnx", digest: `sha256:${digest}` },
    });
  });
});

/** The tensor of a branch that was moved to the graph under the name `path/name`. */
function hoistedFrom(name: string, bytes: Uint8Array, sources: Map<string, Uint8Array>): string {
  const own = name.slice(name.lastIndexOf("/"));
  for (const [path, data] of sources) {
    if (
      path.endsWith(own) && data.length === bytes.length &&
      data.every((byte, at) => byte === bytes[at])
    ) {
      return path;
    }
  }
  return name;
}
