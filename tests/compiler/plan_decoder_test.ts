import assert from "node:assert/strict";
import type { ValueInfo } from "../../src/base/mod.ts";
import type { JsonDocument, ModelDocuments } from "../../src/compiler/mod.ts";
import { planDecoder } from "../../src/compiler/plan_decoder.ts";

const json = (contents: Record<string, unknown>): JsonDocument => ({
  path: "document.json",
  bytes: new Uint8Array(0),
  json: contents,
});
const info = (name: string, rank = 2, dtype: ValueInfo["dtype"] = "int64"): ValueInfo => ({
  name,
  dtype,
  shape: Array(rank).fill("n"),
});
const cache = (name: string) => info(name, 4, "float32");
const ids = info("input_ids");
const logits = { ...info("logits", 3, "float32"), shape: ["b", "n", 100] };
const tokenizer = json({
  added_tokens: [{ id: 7, content: "<end>" }],
  model: { vocab: { "<begin>": 3, "toString": 4 } },
});
const files = (rest: ModelDocuments = {}): ModelDocuments => ({ tokenizer, ...rest });

Deno.test("planDecoder() matches each cache input with the output that continues it", () => {
  const NAMES = [
    ["past_key_values.0.key", "present.0.key"],
    ["past_key_values.0.value", "present.0.value"],
    ["past_key_values.1.key", "present_key_values.1.key"],
    ["past_key_2", "present_key_2"],
    ["past_value_2", "present_value_2"],
  ] as const;
  const plan = planDecoder({
    inputs: [ids, info("attention_mask"), ...NAMES.map(([past]) => cache(past))],
    outputs: [logits, ...NAMES.map(([, present]) => cache(present)).reverse()],
  }, files());
  assert.deepEqual(plan?.decoder, {
    input_ids: "input_ids",
    attention_mask: "attention_mask",
    logits: "logits",
    cache: NAMES.map(([past, present]) => ({ past, present })),
  });
  assert.equal(plan?.vocabulary_size, 100);
});

Deno.test("planDecoder() refuses a cache input that no output continues", () => {
  const inputs = [ids, cache("past_key_values.0.key")];
  assert.throws(() => planDecoder({ inputs, outputs: [logits, cache("present.1.key")] }, files()), {
    kind: "unsupported",
    message: /input 'past_key_values\.0\.key' has no output 'present\.0\.key'$/,
  });
  const half = info("present.0.key", 4, "float16");
  assert.throws(
    () => planDecoder({ inputs, outputs: [logits, half] }, files()),
    /'past_key_values\.0\.key' is float32, its output 'present\.0\.key' float16$/,
  );
});

Deno.test("planDecoder() refuses an input of a cached decoder that it has no use for", () => {
  const inputs = [ids, cache("past_key_values.0.key"), info("encoder_hidden_states", 3)];
  const outputs = [logits, cache("present.0.key")];
  assert.throws(() => planDecoder({ inputs, outputs }, files()), {
    kind: "unsupported",
    message: /input 'encoder_hidden_states' has no known use$/,
  });
});

Deno.test("planDecoder() takes a decoder without a cache", () => {
  const plan = planDecoder({ inputs: [ids], outputs: [logits] }, files());
  assert.deepEqual(plan?.decoder.cache, []);
});

const NONE: readonly [what: string, inputs: ValueInfo[], outputs: ValueInfo[], ModelDocuments][] = [
  ["without a tokenizer", [ids], [logits], {}],
  ["without input_ids", [info("tokens")], [logits], files()],
  ["with input_ids of floats", [info("input_ids", 2, "float32")], [logits], files()],
  ["with logits of rank 2", [ids], [info("logits", 2, "float32")], files()],
  [
    "that says it classifies tokens",
    [ids],
    [logits],
    files({
      config: json({ architectures: ["BertForTokenClassification"] }),
    }),
  ],
  ["with token types and no cache", [ids, info("token_type_ids")], [logits], files()],
];

for (const [what, inputs, outputs, documents] of NONE) {
  Deno.test(`planDecoder() leaves a network ${what} alone`, () => {
    assert.equal(planDecoder({ inputs, outputs }, documents), undefined);
  });
}

const plan = (documents: ModelDocuments) => {
  const open = { ...logits, shape: ["b", "n", "vocabulary"] };
  return planDecoder({ inputs: [ids], outputs: [open] }, files(documents));
};

Deno.test("planDecoder() takes sizes from the configuration, also a nested one", () => {
  const sizes = { vocab_size: 50, n_positions: 64, n_embd: 32 };
  const expected = { vocabulary_size: 50, context_length: 64, embedding_length: 32 };
  for (const config of [sizes, { text_config: sizes }]) {
    const { vocabulary_size, context_length, embedding_length } = plan({ config: json(config) })!;
    assert.deepEqual({ vocabulary_size, context_length, embedding_length }, expected);
  }
  assert.equal("context_length" in plan({ config: json({ n_ctx: -1 }) })!, false);
});

Deno.test("planDecoder() takes token ids from the generation settings before the configuration", () => {
  const made = plan({
    generationConfig: json({ eos_token_id: [5, 6, 5], bos_token_id: null }),
    config: json({ eos_token_id: 9, bos_token_id: 1 }),
    tokenizerConfig: json({ pad_token: { content: "<end>" } }),
  });
  assert.deepEqual(made?.eos_token_ids, [5, 6]);
  assert.equal(made?.bos_token_id, 1);
  assert.equal(made?.pad_token_id, 7);
});

Deno.test("planDecoder() looks tokens up in the tokenizer", () => {
  const made = plan({
    tokenizerConfig: json({ bos_token: "<begin>", pad_token: "constructor" }),
    specialTokensMap: json({ eos_token: { content: "<end>" } }),
  });
  assert.deepEqual(made?.eos_token_ids, [7]);
  assert.equal(made?.bos_token_id, 3);
  assert.equal(made?.pad_token_id, undefined);
});

Deno.test("planDecoder() refuses a token id that is none", () => {
  assert.throws(() => plan({ config: json({ eos_token_id: "</s>" }) }), {
    kind: "invalid",
    message: "Cannot read document.json: eos_token_id is not a token id",
  });
});

Deno.test("planDecoder() takes sampling options from a model that is meant to be sampled", () => {
  const settings = { temperature: 0.6, top_k: 20, top_p: null, repetition_penalty: 1.1, x: 1 };
  const sampled = plan({ generationConfig: json({ ...settings, do_sample: true }) });
  assert.deepEqual(sampled?.options, { temperature: 0.6, top_k: 20, repeat_penalty: 1.1 });
  assert.deepEqual(plan({ generationConfig: json(settings) })?.options, {});
});
