import assert from "node:assert/strict";
import type { ValueInfo } from "../../src/base/mod.ts";
import type { JsonDocument, ModelDocuments } from "../../src/compiler/mod.ts";
import { planEncoder } from "../../src/compiler/plan_encoder.ts";

const json = (contents: Record<string, unknown>): JsonDocument => ({
  path: "document.json",
  bytes: new Uint8Array(0),
  json: contents,
});
const info = (
  name: string,
  shape: ValueInfo["shape"] = ["b", "n"],
  dtype: ValueInfo["dtype"] = "int64",
): ValueInfo => ({ name, dtype, shape });
const ids = info("input_ids");
const mask = info("attention_mask");
const hidden = info("last_hidden_state", ["b", "n", 8], "float32");
const tokenizer = json({ added_tokens: [{ id: 5, content: "<pad>" }], model: {} });
const modules = (...kinds: string[]): ModelDocuments["modules"] => ({
  path: "modules.json",
  modules: kinds.map((kind) => ({ kind, folder: kind })),
});

function plan(
  inputs: ValueInfo[],
  outputs: ValueInfo[],
  files: ModelDocuments = {},
  operators: string[] = [],
) {
  const network = { inputs, outputs, operators: new Set(operators) };
  return planEncoder(network, { tokenizer, ...files });
}

Deno.test("planEncoder() takes the mean of the tokens where nothing says how to pool", () => {
  assert.deepEqual(plan([ids, mask, info("token_type_ids")], [hidden]), {
    encoder: {
      input_ids: "input_ids",
      attention_mask: "attention_mask",
      token_type_ids: "token_type_ids",
      past: [],
      output: "last_hidden_state",
      output_kind: "tokens",
    },
    pooling: "mean",
    normalize: false,
    lower_case: false,
    dimensions: 8,
    pad_token_id: 0,
    first_position: 0,
    row_by_row: false,
    prompts: {},
  });
});

Deno.test("planEncoder() takes everything from a sentence-transformers model's documents", () => {
  const planned = plan([ids, mask], [info("token_embeddings", ["b", "n", "width"], "float16")], {
    modules: modules("Transformer", "Pooling", "Normalize"),
    pooling: json({ word_embedding_dimension: 24, pooling_mode_weightedmean_tokens: true }),
    sentenceConfig: json({ max_seq_length: 100, do_lower_case: true }),
    promptConfig: json({ prompts: { query: "q: ", wrong: 1 }, default_prompt_name: "query" }),
    config: json({ model_type: "bert", max_position_embeddings: 512, hidden_size: 99 }),
    tokenizerConfig: json({ model_max_length: 50, pad_token: "<pad>" }),
  })!;
  const { encoder: _, ...settings } = planned;
  assert.deepEqual(settings, {
    pooling: "weightedmean",
    normalize: true,
    lower_case: true,
    max_length: 100,
    dimensions: 24,
    pad_token_id: 5,
    first_position: 0,
    row_by_row: false,
    prompts: { query: "q: " },
  });
});

Deno.test("planEncoder() reads both forms in which a way to pool is told", () => {
  const pooled = (contents: Record<string, unknown>) =>
    plan([ids, mask], [hidden], { pooling: json(contents) })?.pooling;
  assert.equal(pooled({ pooling_mode: "lasttoken" }), "lasttoken");
  assert.equal(pooled({ pooling_mode_mean_tokens: false, pooling_mode_cls_token: true }), "cls");
  assert.equal(pooled({ pooling_mode_mean_sqrt_len_tokens: true }), "mean_sqrt_len_tokens");
  assert.equal(pooled({ pooling_mode_max_tokens: true }), "max");
  assert.equal(pooled({ pooling_mode_mean_tokens: false }), "mean");
});

Deno.test("planEncoder() refuses a pooling or a module that it cannot honour, by name", () => {
  const refused = (files: ModelDocuments, message: RegExp) =>
    assert.throws(() => plan([ids, mask], [hidden], files), { kind: "unsupported", message });
  refused({ pooling: json({ pooling_mode_attention: true }) }, /pooling pooling_mode_attention/);
  refused({ pooling: json({ pooling_mode: "attention" }) }, /its pooling attention is not supp/);
  const both = { pooling_mode_cls_token: true, pooling_mode_mean_tokens: true };
  refused({ pooling: json(both) }, /several ways at once \(cls, mean\) is not supported$/);
  refused({ modules: modules("Transformer", "Pooling", "Dense") }, /its module Dense/);
});

Deno.test("planEncoder() leaves pooling to a network that gives one vector for each text", () => {
  const sentence = info("sentence_embedding", ["b", 4], "float32");
  const planned = plan([ids, mask], [hidden, sentence], {
    modules: modules("Transformer", "Pooling", "Dense"),
    pooling: json({ word_embedding_dimension: 8, pooling_mode_attention: true }),
  })!;
  assert.equal(planned.encoder.output, "sentence_embedding");
  assert.equal(planned.encoder.output_kind, "sentence");
  assert.equal(planned.pooling, undefined);
  assert.equal(planned.dimensions, 4);
});

Deno.test("planEncoder() takes a single output of another name, unless it holds scores", () => {
  const out = (name: string) => info(name, ["b", 4], "float32");
  assert.equal(plan([ids, mask], [out("embedding")])?.encoder.output, "embedding");
  assert.equal(plan([ids, mask], [out("logits")]), undefined);
  assert.equal(plan([ids, mask], [out("a"), out("b")]), undefined);
  const config = json({ architectures: ["BertForSequenceClassification"] });
  assert.equal(plan([ids, mask], [out("output")], { config }), undefined);
});

Deno.test("planEncoder() sees a language model's hidden states, with an empty cache", () => {
  const past = info("past_key_values.0.key", ["b", 2, "past", 4], "float32");
  const logits = info("logits", ["b", "n", 100], "float32");
  const planned = plan([ids, mask, info("position_ids"), past], [logits, hidden])!;
  assert.deepEqual(planned.encoder.past, ["past_key_values.0.key"]);
  assert.equal(planned.encoder.position_ids, "position_ids");
  assert.equal(plan([ids, mask, past], [logits]), undefined);
});

Deno.test("planEncoder() runs texts one by one where a batch would change their vectors", () => {
  assert.equal(plan([ids], [hidden])?.row_by_row, true);
  assert.equal(plan([ids, mask], [hidden], {}, ["DynamicQuantizeLinear"])?.row_by_row, true);
  assert.equal(plan([ids, mask], [hidden], {}, ["MatMul"])?.row_by_row, false);
});

Deno.test("planEncoder() counts positions as the architecture does", () => {
  const config = json({ model_type: "roberta", max_position_embeddings: 514, pad_token_id: 1 });
  const planned = plan([ids, mask], [hidden], { config })!;
  assert.equal(planned.max_length, 512);
  assert.equal(planned.first_position, 2);
  assert.equal(plan([info("input_ids", ["b", 77]), mask], [hidden], { config })?.max_length, 77);
});

Deno.test("planEncoder() leaves a network alone whose inputs it cannot fill, unless it says what it is", () => {
  const image = info("pixel_values", ["b", 3, 8, 8], "float32");
  const fixed = info("input_ids", [1, 77]);
  assert.equal(plan([ids, mask, image], [hidden]), undefined);
  assert.equal(plan([fixed], [hidden]), undefined);
  assert.equal(
    planEncoder({ inputs: [ids], outputs: [hidden], operators: new Set() }, {}),
    undefined,
  );
  const files = { modules: modules("Transformer", "Pooling") };
  assert.throws(() => plan([ids, mask, image], [hidden], files), {
    kind: "unsupported",
    message: /its input 'pixel_values' has no known use$/,
  });
  assert.throws(() => plan([fixed], [hidden], files), /takes 77 tokens, and no mask/);
});
