import assert from "node:assert/strict";
import { HologramError } from "../../src/base/mod.ts";
import { loadTokenizer } from "../../src/text/mod.ts";

/** The pieces that a pre-tokenizer makes of a text, seen through a vocabulary of whole words. */
function pieces(preTokenizer: unknown, text: string, words: string[]): string[] {
  const tokenizer = loadTokenizer(JSON.stringify({
    pre_tokenizer: preTokenizer,
    model: {
      type: "WordLevel",
      vocab: Object.fromEntries(words.map((word, id) => [word, id])),
      unk_token: "<unk>",
    },
  }));
  return tokenizer.encode(text).map((id) => tokenizer.tokenText(id));
}

const SPLITS: Record<string, string[]> = {
  Removed: ["the", "final", "countdown"],
  Isolated: ["the", "-", "final", "-", "-", "countdown"],
  MergedWithPrevious: ["the-", "final-", "-", "countdown"],
  MergedWithNext: ["the", "-final", "-", "-countdown"],
  Contiguous: ["the", "-", "final", "--", "countdown"],
};

for (const [behavior, expected] of Object.entries(SPLITS)) {
  Deno.test(`A Split that is ${behavior} splits as the format says, by a string and by an expression`, () => {
    for (const pattern of [{ String: "-" }, { Regex: "-|\\+" }]) {
      const split = { type: "Split", pattern, behavior, invert: false };
      assert.deepEqual(pieces(split, "the-final--countdown", expected), expected);
    }
  });
}

Deno.test("An inverted Split keeps its matches alone or isolates them, and is refused otherwise", () => {
  const split = (behavior: string) => ({
    type: "Split",
    pattern: { Regex: "[a-z]+" },
    behavior,
    invert: true,
  });
  assert.deepEqual(pieces(split("Removed"), "a-b", ["a", "b"]), ["a", "b"]);
  assert.deepEqual(pieces(split("Isolated"), "a-b", ["a", "-", "b"]), ["a", "-", "b"]);
  assert.throws(() => pieces(split("MergedWithNext"), "a-b", ["a"]), {
    message:
      "Cannot load the tokenizer: a Split that is inverted and MergedWithNext is not supported",
  });
});

Deno.test("Digits, punctuation and white space are Unicode's", () => {
  const digits = (individual_digits: boolean) => ({ type: "Digits", individual_digits });
  assert.deepEqual(pieces(digits(true), "a1٢b", ["a", "1", "٢", "b"]), ["a", "1", "٢", "b"]);
  assert.deepEqual(pieces(digits(false), "a1٢b", ["a", "1٢", "b"]), ["a", "1٢", "b"]);
  const marks = ["a", "!", "»", "b"];
  assert.deepEqual(pieces({ type: "Punctuation" }, "a!»b", marks), marks);
  const words = ["Grüße", "!?", "два"];
  assert.deepEqual(pieces({ type: "Whitespace" }, "Grüße!?\u0085два", words), words);
  assert.deepEqual(pieces({ type: "WhitespaceSplit" }, "a\u0085b", ["a", "b"]), ["a", "b"]);
});

Deno.test("Metaspace adds its mark as prepend_scheme or the older add_prefix_space says", () => {
  const metaspace = (fields: Record<string, unknown>) => ({
    type: "Metaspace",
    replacement: "▁",
    ...fields,
  });
  const words = ["▁a", "a", "▁b"];
  assert.deepEqual(pieces(metaspace({ prepend_scheme: "always" }), "a b", words), ["▁a", "▁b"]);
  assert.deepEqual(pieces(metaspace({ prepend_scheme: "never" }), "a b", words), ["a", "▁b"]);
  assert.deepEqual(pieces(metaspace({ add_prefix_space: true }), "a b", words), ["▁a", "▁b"]);
  assert.deepEqual(pieces(metaspace({ add_prefix_space: false }), "a b", words), ["a", "▁b"]);
});

Deno.test("A model without a type is known by its parts", () => {
  const load = (model: unknown) => loadTokenizer(JSON.stringify({ model }));
  const bpe = load({ vocab: { a: 0, b: 1, ab: 2 }, merges: ["a b"] });
  assert.deepEqual(bpe.encode("abba"), [2, 1, 0]);
  const wordPiece = load({
    vocab: { "[U]": 0, ab: 1, "##b": 2 },
    unk_token: "[U]",
    continuing_subword_prefix: "##",
  });
  assert.deepEqual(wordPiece.encode("abb"), [1, 2]);
  const unigram = load({ vocab: [["<unk>", 0], ["a", -1], ["ab", -1.5]], unk_id: 0 });
  assert.deepEqual(unigram.encode("aba"), [2, 1]);
});

Deno.test("What the tokenizer library would get wrong in silence is refused by name", () => {
  const refused: [unknown, string][] = [
    [
      { model: { type: "Unigram", vocab: [["a", 0]], byte_fallback: true } },
      "a Unigram model with byte fallback",
    ],
    [
      { model: { type: "BPE", vocab: { a: 0 }, merges: [], dropout: 0.1 } },
      "a BPE model with dropout",
    ],
    [
      { model: { type: "BPE", vocab: { a: 0 }, merges: [], continuing_subword_prefix: "##" } },
      "a BPE model with a continuing subword prefix",
    ],
  ];
  for (const [json, what] of refused) {
    assert.throws(() => loadTokenizer(JSON.stringify(json)), (error: HologramError) => {
      assert.equal(error.kind, "unsupported");
      assert.equal(error.message, `Cannot load the tokenizer: ${what} is not supported`);
      return true;
    });
  }
});

Deno.test("Splitting a SentencePiece BPE text in front of its words changes no id", () => {
  const vocab = ["<unk>", "▁", "a", "b", "▁a", "▁▁", "ab", "▁ab"];
  const json = (extra: string[]) =>
    JSON.stringify({
      normalizer: { type: "Replace", pattern: { String: " " }, content: "▁" },
      model: {
        type: "BPE",
        vocab: Object.fromEntries([...vocab, ...extra].map((token, id) => [token, id])),
        merges: ["▁ a", "▁ ▁", "a b", "▁ ab"],
        unk_token: "<unk>",
        fuse_unk: true,
      },
    });
  // A token with a mark inside forbids the split.
  const [split, whole] = [loadTokenizer(json([])), loadTokenizer(json(["a▁b"]))];
  for (const text of [" ab", "a b  ab   a ", "xx yy  ab", "   ", "ba ab"]) {
    assert.deepEqual(split.encode(text), whole.encode(text));
  }
});
