import assert from "node:assert/strict";
import { type FetchPlan, planFetch } from "../../../src/hub/huggingface/mod.ts";
import { repositoryOf } from "./repository_of.ts";

/** Lists of files as exporters lay them out. */
const QWEN = `
.gitattributes
README.md
added_tokens.json
config.json
generation_config.json
merges.txt
onnx/model.onnx 900
onnx/model.onnx_data 2000000
onnx/model_bnb4.onnx
onnx/model_fp16.onnx 1000
onnx/model_fp16.onnx_data 900000
onnx/model_int8.onnx
onnx/model_q4.onnx 786000
onnx/model_q4f16.onnx 483000
onnx/model_quantized.onnx
onnx/model_uint8.onnx
quantize_config.json
special_tokens_map.json
tokenizer.json
tokenizer_config.json
vocab.json`;

const MINILM = `
.gitattributes
1_Pooling/config.json
README.md
config.json
config_sentence_transformers.json
data_config.json
model.safetensors 90
modules.json
onnx/model.onnx 90
onnx/model_O1.onnx 90
onnx/model_O2.onnx 90
onnx/model_O3.onnx 90
onnx/model_O4.onnx 45
onnx/model_qint8_arm64.onnx 23
onnx/model_qint8_avx512.onnx 23
onnx/model_qint8_avx512_vnni.onnx 23
onnx/model_quint8_avx2.onnx 23
openvino/openvino_model.bin
openvino/openvino_model.xml
pytorch_model.bin
rust_model.ot
sentence_bert_config.json
special_tokens_map.json
tf_model.h5
tokenizer.json
tokenizer_config.json
train_script.py
training_args.bin
vocab.txt`;

const GPT2 = `
config.json
generation_config.json
merges.txt
onnx/decoder_model.onnx
onnx/decoder_model_merged.onnx 653
onnx/decoder_model_merged_quantized.onnx 166
onnx/decoder_model_quantized.onnx
onnx/decoder_with_past_model.onnx
onnx/decoder_with_past_model_quantized.onnx
special_tokens_map.json
tokenizer.json
tokenizer_config.json
vocab.json`;

const WHISPER = `
config.json
generation_config.json
onnx/decoder_model.onnx
onnx/decoder_model_merged.onnx
onnx/decoder_model_merged_q4.onnx
onnx/decoder_with_past_model.onnx
onnx/encoder_model.onnx
onnx/encoder_model_fp16.onnx
onnx/encoder_model_q4.onnx
preprocessor_config.json
tokenizer.json
tokenizer_config.json`;

const SMOLVLM = `
chat_template.json
config.json
generation_config.json
onnx/decoder_model_merged.onnx
onnx/decoder_model_merged_q4.onnx
onnx/embed_tokens.onnx
onnx/embed_tokens_q4.onnx
onnx/vision_encoder.onnx
onnx/vision_encoder_q4.onnx
preprocessor_config.json
processor_config.json
tokenizer.json`;

const SD_TURBO = `
LICENSE.md
README.md
feature_extractor/preprocessor_config.json
model_index.json
scheduler/scheduler_config.json
text_encoder/config.json
text_encoder/model.onnx 1000
tokenizer/merges.txt
tokenizer/tokenizer_config.json
tokenizer/vocab.json
unet/config.json
unet/model.onnx 2
unet/weights.pb 3000
vae_decoder/config.json
vae_decoder/model.onnx
vae_encoder/config.json
vae_encoder/model.onnx`;

const PHI3 = `
LICENSE
README.md
config.json
cpu_and_mobile/cpu-int4-rtn-block-32-acc-level-4/added_tokens.json
cpu_and_mobile/cpu-int4-rtn-block-32-acc-level-4/config.json
cpu_and_mobile/cpu-int4-rtn-block-32-acc-level-4/genai_config.json
cpu_and_mobile/cpu-int4-rtn-block-32-acc-level-4/phi3-mini-4k-instruct-cpu-int4-rtn-block-32-acc-level-4.onnx 52
cpu_and_mobile/cpu-int4-rtn-block-32-acc-level-4/phi3-mini-4k-instruct-cpu-int4-rtn-block-32-acc-level-4.onnx.data 2700
cpu_and_mobile/cpu-int4-rtn-block-32-acc-level-4/special_tokens_map.json
cpu_and_mobile/cpu-int4-rtn-block-32-acc-level-4/tokenizer.json
cpu_and_mobile/cpu-int4-rtn-block-32-acc-level-4/tokenizer.model
cpu_and_mobile/cpu-int4-rtn-block-32-acc-level-4/tokenizer_config.json
cpu_and_mobile/cpu-int4-rtn-block-32/config.json
cpu_and_mobile/cpu-int4-rtn-block-32/phi3-mini-4k-instruct-cpu-int4-rtn-block-32.onnx
cpu_and_mobile/cpu-int4-rtn-block-32/phi3-mini-4k-instruct-cpu-int4-rtn-block-32.onnx.data
cuda/cuda-fp16/phi3-mini-4k-instruct-cuda-fp16.onnx
cuda/cuda-fp16/phi3-mini-4k-instruct-cuda-fp16.onnx.data
cuda/cuda-fp16/tokenizer.json
directml/directml-int4-awq-block-128/model.onnx
directml/directml-int4-awq-block-128/model.onnx.data`;

/** The files of a plan, each with where it goes if that is elsewhere. */
function listed({ files }: FetchPlan): string[] {
  return files.map(({ path, target }) => path === target ? path : `${path} -> ${target}`);
}

function planOf(name: string, list: string, dtype?: string): FetchPlan {
  return planFetch(repositoryOf(name, list), dtype === undefined ? {} : { dtype });
}

const QWEN_DOCUMENTS = [
  "added_tokens.json",
  "config.json",
  "generation_config.json",
  "special_tokens_map.json",
  "tokenizer.json",
  "tokenizer_config.json",
];

Deno.test("a language model is fetched in full precision, with its weights and documents only", () => {
  const plan = planOf("onnx-community/Qwen2.5-0.5B-Instruct", QWEN);
  assert.deepEqual(listed(plan), ["onnx/model.onnx", "onnx/model.onnx_data", ...QWEN_DOCUMENTS]);
  assert.deepEqual(plan.files.slice(0, 3).map(({ role }) => role), [
    "network",
    "weights",
    "document",
  ]);
  assert.equal(plan.size, 2_000_900 + QWEN_DOCUMENTS.length);
  assert.deepEqual(plan.network, {
    label: "model",
    format: "onnx",
    precision: "fp32",
    target: "onnx/model.onnx",
  });
  assert.deepEqual(plan.reasons, [
    "onnx/model.onnx is the only network in ONNX",
    "fp32 is the most faithful of fp32, fp16, q8, int8, uint8, q4, q4f16, bnb4; --dtype chooses another",
  ]);
  assert.equal(plan.refusal, undefined);
});

Deno.test("each precision is found by its file's ending, named by an option or in the name", () => {
  for (
    const [dtype, file] of [
      ["fp32", "model.onnx"],
      ["fp16", "model_fp16.onnx"],
      ["q8", "model_quantized.onnx"],
      ["quantized", "model_quantized.onnx"],
      ["int8", "model_int8.onnx"],
      ["uint8", "model_uint8.onnx"],
      ["q4", "model_q4.onnx"],
      ["Q4F16", "model_q4f16.onnx"],
      ["bnb4", "model_bnb4.onnx"],
    ] as const
  ) {
    for (const plan of [planOf("org/qwen", QWEN, dtype), planOf(`org/qwen:${dtype}`, QWEN)]) {
      const [first, ...others] = plan.files;
      assert.equal(first?.path, `onnx/${file}`);
      const data = others.filter(({ role }) => role === "weights").map(({ path }) => path);
      const expected = /^model(_fp16)?\.onnx$/.test(file) ? [`onnx/${file}_data`] : [];
      assert.deepEqual(data, expected, dtype);
    }
  }
});

Deno.test("a precision that is not there is refused with those that are; one of the same width stands in", () => {
  const files = "model_fp16.onnx\nmodel_uint8.onnx\nmodel_int4.onnx";
  assert.deepEqual(planOf("o/r", files, "q8").reasons.slice(-1), [
    "uint8 stands in for q8, which is not there",
  ]);
  assert.equal(planOf("o/r", files, "q4").files[0]?.path, "model_int4.onnx");
  assert.equal(planOf("o/r", files).files[0]?.path, "model_fp16.onnx");
  const { refusal, files: none } = planOf("o/r", files, "bnb4");
  assert.equal(refusal?.message, "Cannot fetch 'o/r' in bnb4: it is there in fp16, uint8, int4");
  assert.equal(refusal?.kind, "not_found");
  assert.deepEqual(none, []);
  assert.match(planOf("o/r", files, "nonsense").refusal!.message, /in nonsense: it is there in/);
  const both = planOf("o/r:q4", files, "fp16").refusal;
  assert.deepEqual([both?.kind, both?.message], [
    "usage",
    "Cannot fetch 'o/r:q4' in fp16: its name says q4",
  ]);
});

Deno.test("an embedding model brings how it pools, and no other framework's weights", () => {
  const plan = planOf("sentence-transformers/all-MiniLM-L6-v2", MINILM);
  assert.deepEqual(listed(plan), [
    "onnx/model.onnx",
    "1_Pooling/config.json",
    "config.json",
    "config_sentence_transformers.json",
    "modules.json",
    "sentence_bert_config.json",
    "special_tokens_map.json",
    "tokenizer.json",
    "tokenizer_config.json",
  ]);
  assert.equal(planOf("s/m:o4", MINILM).files[0]?.path, "onnx/model_O4.onnx");
  assert.equal(planOf("s/m:qint8_avx512", MINILM).files[0]?.path, "onnx/model_qint8_avx512.onnx");
});

Deno.test("of the files of a decoder the merged one is fetched", () => {
  const plan = planOf("Xenova/gpt2", GPT2);
  assert.equal(plan.files[0]?.path, "onnx/decoder_model_merged.onnx");
  assert.equal(
    plan.reasons[0],
    "onnx/decoder_model_merged.onnx is the decoder with and without a past in one",
  );
  assert.equal(
    planOf("Xenova/gpt2:q8", GPT2).network?.target,
    "onnx/decoder_model_merged_quantized.onnx",
  );
  const apart = GPT2.split("\n").filter((line) => !line.includes("merged")).join("\n");
  assert.match(
    planOf("Xenova/gpt2", apart).refusal!.message,
    /several \(decoder_model, decoder_with_past_model\)/,
  );
});

Deno.test("a model of several networks is refused with their names, until one is chosen", () => {
  const cases: [name: string, list: string, choices: string, Record<string, string>][] = [
    [
      "openai/whisper",
      WHISPER,
      "decoder_model, decoder_model_merged, decoder_with_past_model, encoder_model",
      {
        encoder_model: "onnx/encoder_model.onnx",
        encoder: "onnx/encoder_model.onnx",
        "onnx/encoder_model_q4.onnx": "onnx/encoder_model_q4.onnx",
        "encoder_model_q4.onnx": "onnx/encoder_model_q4.onnx",
      },
    ],
    ["HF/SmolVLM", SMOLVLM, "decoder_model_merged, embed_tokens, vision_encoder", {
      vision_encoder: "onnx/vision_encoder.onnx",
    }],
    ["stabilityai/sd-turbo-onnx", SD_TURBO, "text_encoder, unet, vae_decoder, vae_encoder", {
      unet: "unet/model.onnx",
      "unet/model.onnx": "unet/model.onnx",
      Text_Encoder: "text_encoder/model.onnx",
    }],
  ];
  for (const [name, list, choices, components] of cases) {
    const { refusal, files } = planOf(name, list);
    assert.equal(
      refusal?.message,
      `Cannot choose a network of '${name}': it has several (${choices})`,
    );
    assert.equal(refusal?.kind, "invalid");
    assert.match(refusal!.hint!, new RegExp(`${name}:\\w+`));
    assert.deepEqual(files, []);
    for (const [component, path] of Object.entries(components)) {
      assert.equal(planOf(`${name}:${component}`, list).files[0]?.path, path, component);
    }
  }
  assert.equal(
    planOf("openai/whisper:encoder", WHISPER, "q4").network?.target,
    "onnx/encoder_model_q4.onnx",
  );
  // A precision alone does not choose a network.
  assert.match(planOf("openai/whisper:q4", WHISPER).refusal!.message, /several/);
});

Deno.test("a network of a pipeline is fetched with its weights, its own settings and the licence", () => {
  assert.deepEqual(listed(planOf("stabilityai/sd-turbo-onnx:unet", SD_TURBO)), [
    "unet/model.onnx",
    "unet/weights.pb",
    "unet/config.json",
    "LICENSE.md -> unet/LICENSE.md",
  ]);
});

Deno.test("of a model laid out in folders for processors, one folder is fetched", () => {
  const folder = "cpu_and_mobile/cpu-int4-rtn-block-32-acc-level-4";
  const file = "phi3-mini-4k-instruct-cpu-int4-rtn-block-32-acc-level-4.onnx";
  const { refusal } = planOf("microsoft/Phi-3", PHI3);
  assert.match(
    refusal!.message,
    /it has several \(cpu_and_mobile\/cpu-int4-rtn-block-32-acc-level-4\/phi3/,
  );
  assert.deepEqual(listed(planOf(`microsoft/Phi-3:${folder}`, PHI3)), [
    `${folder}/${file}`,
    `${folder}/${file}.data`,
    `${folder}/added_tokens.json`,
    `${folder}/config.json`,
    `${folder}/special_tokens_map.json`,
    `${folder}/tokenizer.json`,
    `${folder}/tokenizer_config.json`,
    `LICENSE -> ${folder}/LICENSE`,
  ]);
  assert.match(planOf("microsoft/Phi-3:cpu_and_mobile", PHI3).refusal!.message, /several/);
  const cuda = planOf("microsoft/Phi-3:cuda", PHI3);
  assert.equal(cuda.network?.precision, "fp16");
  assert.ok(listed(cuda).includes("config.json -> cuda/cuda-fp16/config.json"));
});

Deno.test("a network with parts beside it is fetched whole", () => {
  const clip =
    "config.json\nonnx/model.onnx\nonnx/model_q4.onnx\nonnx/text_model.onnx\nonnx/vision_model.onnx";
  const plan = planOf("Xenova/clip", clip);
  assert.deepEqual(listed(plan), ["onnx/model.onnx", "config.json"]);
  assert.equal(plan.reasons[0], "onnx/model.onnx is the whole model");
  assert.equal(planOf("Xenova/clip:vision", clip).files[0]?.path, "onnx/vision_model.onnx");
});

Deno.test("the network at the top comes before the one in onnx, unless that alone has the precision", () => {
  const list = "model.onnx\nonnx/model.onnx\nonnx/model_q4.onnx";
  assert.equal(planOf("o/r", list).files[0]?.path, "model.onnx");
  assert.equal(planOf("o/r", list, "q4").files[0]?.path, "onnx/model_q4.onnx");
});

Deno.test("external data is found in every shape that exporters give it", () => {
  for (
    const [list, data] of [
      ["onnx/model.onnx\nonnx/model.onnx_data\nonnx/model.onnx_data_1\nonnx/model.onnx_data_2", 3],
      ["model.onnx\nmodel.onnx.data", 1],
      ["model.onnx\nmodel.data", 1],
      ["model_q4.onnx\nmodel_q4.onnx_data\nmodel_q4f16.onnx\nmodel_q4f16.onnx_data", 1],
      ["model.onnx\nmodel_fp16.onnx\nmodel_fp16.onnx_data", 0],
      [
        "model.onnx\nonnx__MatMul_1\nonnx__MatMul_22\nlayers.0.norm.weight\nlayers.0.bias\nnotes.txt",
        4,
      ],
      ["model.onnx\nother/model.onnx_data", 0],
    ] as const
  ) {
    const weights = planOf("o/r", list).files.filter(({ role }) => role === "weights");
    assert.equal(weights.length, data, list);
  }
});

Deno.test("a compiled model comes before all, alone", () => {
  const list =
    "LICENSE\nconfig.json\nmodel.holo 5\nonnx/model.onnx\nonnx/model_q4.onnx\ntokenizer.json";
  const plan = planOf("o/r", list);
  assert.deepEqual(listed(plan), ["model.holo"]);
  assert.deepEqual(plan.reasons, ["model.holo is compiled already"]);
  assert.equal(plan.network?.format, "holo");
  // Only ONNX has that precision.
  assert.equal(planOf("o/r", list, "q4").files[0]?.path, "onnx/model_q4.onnx");
  const parts = "unet.holo\nvae.holo";
  assert.match(planOf("o/r", parts).refusal!.message, /several \(unet, vae\)/);
  assert.deepEqual(listed(planOf("o/r:vae", parts)), ["vae.holo"]);
});

Deno.test("weights that would have to be converted are refused before anything is fetched", () => {
  const cases: [list: string, message: RegExp][] = [
    [
      "config.json\nmodel.safetensors",
      /holds safetensors only, which need the converter, and that does not exist yet$/,
    ],
    [
      "model-00001-of-00002.safetensors\nmodel-00002-of-00002.safetensors\nmodel.safetensors.index.json",
      /holds 2 files of safetensors only/,
    ],
    [
      "README.md\nM-Q4_K_M.gguf\nM-IQ3_XXS.gguf\nM-f16-00001-of-00002.gguf\nM-f16-00002-of-00002.gguf\nmmproj-M-f16.gguf",
      /holds GGUF only \(Q4_K_M, IQ3_XXS, f16\), which needs the converter/,
    ],
    ["pytorch_model.bin\nconfig.json", /neither \.holo nor ONNX, but pytorch_model\.bin/],
    [
      "adapter_config.json\nadapter_model.safetensors",
      /holds an adapter \(adapter_model\.safetensors\)/,
    ],
    ["README.md", /holds no model/],
  ];
  for (const [list, message] of cases) {
    const { refusal, files, network, size } = planOf("o/r", list);
    assert.match(refusal!.message, message);
    assert.equal(refusal?.kind, "unsupported");
    assert.deepEqual([files, network, size], [[], undefined, 0]);
  }
  assert.match(
    planOf("o/r:model.safetensors", MINILM).refusal!.message,
    /'model\.safetensors' needs the converter/,
  );
});

Deno.test("a component that is not there is refused with those that are", () => {
  const { refusal } = planOf("o/r:decoder", SD_TURBO);
  assert.equal(
    refusal?.message,
    "Cannot find 'decoder' in 'o/r': it has text_encoder, unet, vae_decoder, vae_encoder",
  );
  assert.equal(refusal?.kind, "not_found");
});

Deno.test("a model without tokenizer.json says that it takes tokens", () => {
  assert.deepEqual(planOf("o/r", "model.onnx\nvocab.txt").reasons.slice(-1), [
    "there is no tokenizer.json, so it will take tokens, not text",
  ]);
});

Deno.test("a file whose path leads out of the folder is refused", () => {
  for (
    const path of [
      "../model.onnx",
      "/etc/model.onnx",
      "a/../../model.onnx",
      "C:/model.onnx",
      "a\\model.onnx",
    ]
  ) {
    const { refusal, files } = planOf("o/r", path);
    assert.match(refusal!.message, /leads out of its folder/);
    assert.deepEqual(files, []);
  }
});
