import assert from "node:assert/strict";
import type { HologramError } from "../../src/base/mod.ts";
import { loadTokenizer, type Tokenizer } from "../../src/text/mod.ts";
import { sharedData } from "../support/shared_data.ts";

const WORDS = JSON.stringify({
  added_tokens: [{ id: 3, content: "<end>", special: true }],
  pre_tokenizer: { type: "WhitespaceSplit" },
  model: { type: "WordLevel", vocab: { one: 0, two: 1, "": 2 } },
});

Deno.test("A word without a token is an error that names it", () => {
  assert.throws(() => loadTokenizer(WORDS).encode("one three two"), (error: HologramError) => {
    assert.equal(error.kind, "invalid");
    assert.equal(
      error.message,
      'Cannot encode the text: the vocabulary has no token for "three"',
    );
    return true;
  });
});

Deno.test("A tokenizer tells the tokens of its vocabulary", () => {
  const tokenizer = loadTokenizer(
    WORDS,
    JSON.stringify({
      bos_token: { content: "one" },
      eos_token: "<end>",
      pad_token: null,
      added_tokens_decoder: {
        3: { content: "<end>", special: true },
        5: { content: "<extra>", special: false },
      },
    }),
  );
  assert.equal(tokenizer.size, 6);
  assert.equal(tokenizer.bosToken, "one");
  assert.equal(tokenizer.eosToken, "<end>");
  assert.equal(tokenizer.idOf("two"), 1);
  assert.equal(tokenizer.idOf("absent"), undefined);
  assert.equal(tokenizer.tokenText(3), "<end>");
  assert.deepEqual([0, 3, 5, 99].map((id) => tokenizer.isSpecial(id)), [false, true, false, false]);
  assert.deepEqual(tokenizer.encode("one<extra> two<end>"), [0, 5, 1, 3]);
  for (const id of [-1, 4, 6, 0.5]) {
    assert.throws(() => tokenizer.tokenText(id), {
      message: `Unknown token id ${id}: the vocabulary ends at 5`,
    });
  }
});

Deno.test("Special tokens give text only when asked for", () => {
  const tokenizer = loadTokenizer(WORDS);
  assert.equal(tokenizer.decode([0, 3, 1]), "one two");
  assert.equal(tokenizer.decode([0, 3, 1], { skipSpecialTokens: false }), "one <end> two");
  assert.equal(tokenizer.decode([]), "");
  assert.deepEqual(tokenizer.encode("", { addSpecialTokens: false }), []);
});

Deno.test("A malformed file is an error that says what is wrong", () => {
  assert.throws(() => loadTokenizer("{"), {
    message: "Cannot read tokenizer.json: it is not JSON",
  });
  assert.throws(() => loadTokenizer("[]"), {
    message: "Cannot read tokenizer.json: it is not a JSON object",
  });
  assert.throws(() => loadTokenizer("{}"), {
    message: "Cannot read tokenizer.json: it has no model with a vocabulary",
  });
  assert.throws(() => loadTokenizer(WORDS, "1"), {
    message: "Cannot read tokenizer_config.json: it is not a JSON object",
  });
  const unknown = { ...JSON.parse(WORDS), normalizer: { type: "Nmt" } };
  assert.throws(() => loadTokenizer(JSON.stringify(unknown)), (error: HologramError) => {
    assert.equal(error.kind, "unsupported");
    assert.match(error.message, /^Cannot load the tokenizer: .*Nmt/);
    return true;
  });
});

Deno.test("A decoder that cannot work token by token is refused when it is used", () => {
  const json = { ...JSON.parse(WORDS), decoder: { type: "CTC", pad_token: "<pad>" } };
  const tokenizer = loadTokenizer(JSON.stringify(json));
  assert.deepEqual(tokenizer.encode("two one"), [1, 0]);
  assert.throws(() => tokenizer.decode([1, 0]), {
    message: "Cannot turn tokens into text: the tokenizer's decoder CTC is not supported",
  });
});

/** Which cases of a vocabulary's file of known encodings differ from ours: none of the 47, for now. */
const KNOWN_DEVIATIONS: Record<string, { tokenizer: string; cases: number[] }> = {
  "gpt-2": { tokenizer: "gpt2", cases: [] },
  "falcon": { tokenizer: "falcon", cases: [] },
  "phi-3": { tokenizer: "phi-3", cases: [] },
  "llama-spm": { tokenizer: "phi-3", cases: [] },
  "roberta-bpe": { tokenizer: "roberta-base", cases: [] },
  "bert-bge": { tokenizer: "all-MiniLM-L6-v2", cases: [] },
  "qwen2": { tokenizer: "qwen2", cases: [] },
};

for (const [vocabulary, { tokenizer, cases }] of Object.entries(KNOWN_DEVIATIONS)) {
  const folder = sharedData("tokenizers", "hf", tokenizer);
  const path = sharedData("tokenizers", "llama.cpp-vocab", `ggml-vocab-${vocabulary}.gguf.inp`);
  Deno.test({
    name: `The ${tokenizer} tokenizer encodes the cases of ${vocabulary}`,
    ignore: folder === undefined || path === undefined,
    fn: () => {
      const loaded = tokenizer === "qwen2" ? qwen2(folder!) : load(folder!);
      const texts = Deno.readTextFileSync(path!).split("\n__ggml_vocab_test__\n");
      const lines = Deno.readTextFileSync(path!.replace(/inp$/, "out")).split("\n");
      const differ = texts.flatMap((text, i) => {
        const expected = (lines[i] ?? "").split(" ").filter((id) => id !== "").map(Number);
        const ids = loaded.encode(text, { addSpecialTokens: false });
        return ids.join() === expected.join() ? [] : [i];
      });
      assert.equal(texts.length, 47);
      assert.deepEqual(differ, cases);
    },
  });
}

function load(folder: string): Tokenizer {
  return loadTokenizer(Deno.readTextFileSync(`${folder}/tokenizer.json`));
}

/** Qwen2 is published as a vocabulary and merges; its pre-tokenizer is known. */
function qwen2(folder: string): Tokenizer {
  const merges = Deno.readTextFileSync(`${folder}/merges.txt`).split("\n");
  const pattern = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}|" +
    " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  return loadTokenizer(JSON.stringify({
    normalizer: { type: "NFC" },
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Split", pattern: { Regex: pattern }, behavior: "Isolated", invert: false },
        { type: "ByteLevel", add_prefix_space: false, use_regex: false },
      ],
    },
    model: {
      type: "BPE",
      vocab: JSON.parse(Deno.readTextFileSync(`${folder}/vocab.json`)),
      merges: merges.filter((line) => line !== "" && !line.startsWith("#version")),
    },
  }));
}

const miniLm = sharedData("tokenizers", "hf", "all-MiniLM-L6-v2");
Deno.test({
  name: "BERT's normalizer sets ideographs beyond 16 bits apart",
  ignore: miniLm === undefined,
  fn: () => {
    const tokenizer = load(miniLm!);
    const [unknown, letter] = [tokenizer.idOf("[UNK]"), tokenizer.idOf("g")];
    assert.deepEqual(tokenizer.encode("𠀀g", { addSpecialTokens: false }), [unknown, letter]);
  },
});
