import assert from "node:assert/strict";
import {
  type HuggingFaceSource,
  localNameOf,
  parseSource,
  sourceText,
} from "../../../src/hub/huggingface/mod.ts";

const NAMES: readonly [text: string, HuggingFaceSource, canonical: string, local: string][] = [
  [
    "stabilityai/sd-turbo",
    { repository: "stabilityai/sd-turbo" },
    "stabilityai/sd-turbo",
    "sd-turbo",
  ],
  [
    "deepseek-ai/DeepSeek-OCR",
    { repository: "deepseek-ai/DeepSeek-OCR" },
    "deepseek-ai/DeepSeek-OCR",
    "deepseek-ocr",
  ],
  [
    "stabilityai/sd-turbo:unet",
    { repository: "stabilityai/sd-turbo", component: "unet" },
    "stabilityai/sd-turbo:unet",
    "sd-turbo:unet",
  ],
  [
    "hf.co/bartowski/Llama-3.2-1B-Instruct-GGUF:Q4_K_M",
    { repository: "bartowski/Llama-3.2-1B-Instruct-GGUF", component: "Q4_K_M" },
    "bartowski/Llama-3.2-1B-Instruct-GGUF:Q4_K_M",
    "llama-3.2-1b-instruct-gguf:q4_k_m",
  ],
  [
    "huggingface.co/Xenova/gpt2@v1.0:onnx/decoder_model_merged.onnx",
    { repository: "Xenova/gpt2", revision: "v1.0", component: "onnx/decoder_model_merged.onnx" },
    "Xenova/gpt2@v1.0:onnx/decoder_model_merged.onnx",
    "gpt2:decoder_model_merged",
  ],
  [
    "org/repo@refs/pr/3",
    { repository: "org/repo", revision: "refs/pr/3" },
    "org/repo@refs/pr/3",
    "repo",
  ],
  [
    "microsoft/Phi-3-mini-4k-instruct-onnx:cpu_and_mobile/cpu-int4-rtn-block-32/",
    {
      repository: "microsoft/Phi-3-mini-4k-instruct-onnx",
      component: "cpu_and_mobile/cpu-int4-rtn-block-32",
    },
    "microsoft/Phi-3-mini-4k-instruct-onnx:cpu_and_mobile/cpu-int4-rtn-block-32",
    "phi-3-mini-4k-instruct-onnx:cpu_and_mobile-cpu-int4-rtn-block-32",
  ],
  ["https://huggingface.co/org/Repo/", { repository: "org/Repo" }, "org/Repo", "repo"],
  [
    "https://huggingface.co/org/repo/tree/refs%2Fpr%2F1/text%20encoder",
    { repository: "org/repo", revision: "refs/pr/1", component: "text encoder" },
    "org/repo@refs/pr/1:text encoder",
    "repo:text-encoder",
  ],
  [
    "https://hf.co/org/repo/blob/main/onnx/model_q4.onnx",
    { repository: "org/repo", revision: "main", component: "onnx/model_q4.onnx" },
    "org/repo@main:onnx/model_q4.onnx",
    "repo:model_q4",
  ],
];

Deno.test("a name of Hugging Face is read, has one spelling, and gives a local name", () => {
  for (const [text, source, canonical, local] of NAMES) {
    assert.deepEqual(parseSource(text), source, text);
    assert.equal(sourceText(source), canonical);
    assert.deepEqual(parseSource(canonical), source, canonical);
    assert.equal(localNameOf(source), local);
  }
});

Deno.test("a name of another kind is left to others", () => {
  for (
    const text of [
      "gemma3",
      "gemma3:1b",
      "registry.example.com/ns/model:tag",
      "localhost:5000/model",
      "localhost:5000/ns/model",
      "https://example.com/org/repo",
      "a/b/c",
      "",
      "/repo",
      "org/",
      "org/repo:",
    ]
  ) {
    assert.equal(parseSource(text), undefined, text);
  }
});

Deno.test("a malformed name of Hugging Face is refused", () => {
  for (
    const [text, why] of [
      ["hf.co/gpt2", /an owner and a name/],
      ["hf.co/a/b/c", /an owner and a name/],
      ["https://huggingface.co/", /an owner and a name/],
      ["../repo", /"\.\." cannot be the name/],
      ["org/..", /"\.\." cannot be the name/],
      ["org/-repo", /"-repo" cannot/],
      ["org/re po", /"re po" cannot/],
      ["org/a--b", /"a--b" cannot/],
      [`org/${"a".repeat(97)}`, /cannot be the name/],
      ["org/repo@a..b", /cannot be a revision/],
      ["org/repo@../../x", /cannot be a revision/],
      ["org/repo@a b", /cannot be a revision/],
      ["org/repo:../other", /leads out of the repository/],
      ["org/repo:a/../../b", /leads out of the repository/],
      ["org/repo:C:/x", /leads out of the repository/],
      ["org/repo:a\\b", /leads out of the repository/],
      ["hf.co/org/repo/tree/main/%zz", /percent-encoded/],
      ["hf.co/org/repo/tree/main/%2e%2e/x", /leads out/],
    ] as const
  ) {
    assert.throws(() => parseSource(text), {
      name: "HologramError",
      kind: "invalid",
      message: why,
    });
  }
});

Deno.test("a name that cannot be a local one asks for --as", () => {
  const source = { repository: `org/${"a".repeat(81)}` };
  assert.throws(() => localNameOf(source), { kind: "invalid", hint: /--as/ });
  for (const component of ["b".repeat(81), "日本"]) {
    assert.throws(
      () => localNameOf({ repository: "org/a", component }),
      /cannot be a model.s name/,
    );
  }
});
