import assert from "node:assert/strict";
import { Tokenizer as Library } from "../../src/deps/tokenizers.ts";
import { loadTokenizer, seededRandom, StreamDecoder, type Tokenizer } from "../../src/text/mod.ts";
import { sharedData } from "../support/shared_data.ts";

function stream(tokenizer: Tokenizer, ids: number[], prompt: number[] = []): string[] {
  const decoder = new StreamDecoder(tokenizer, prompt);
  return [...ids.map((id) => decoder.push(id)), decoder.flush()];
}

/** SentencePiece's way: byte tokens, spaces as marks, the text's first space stripped. */
const SENTENCE_PIECE = loadTokenizer(JSON.stringify({
  added_tokens: [{ id: 0, content: "<s>", special: true }],
  decoder: {
    type: "Sequence",
    decoders: [
      { type: "Replace", pattern: { String: "▁" }, content: " " },
      { type: "ByteFallback" },
      { type: "Fuse" },
      { type: "Strip", content: " ", start: 1, stop: 0 },
    ],
  },
  model: {
    type: "BPE",
    vocab: Object.fromEntries(
      ["<s>", "▁", "▁a", "b", "<0xE2>", "<0x82>", "<0xAC>", "<0xF0>", "▁▁"].map((
        token,
        id,
      ) => [token, id]),
    ),
    merges: [],
  },
}));

Deno.test("Only the very first space of a text is stripped", () => {
  assert.deepEqual(stream(SENTENCE_PIECE, [2, 2, 3, 8]), ["a", " a", "b", "  ", ""]);
  assert.deepEqual(stream(SENTENCE_PIECE, [0, 1, 2]), ["", "", " a", ""]);
  assert.deepEqual(stream(SENTENCE_PIECE, [2, 1], [0, 3]), [" a", " ", ""]);
});

Deno.test("A character of several tokens comes out whole, also when the prompt begins it", () => {
  assert.deepEqual(stream(SENTENCE_PIECE, [4, 5, 6, 3]), ["", "", "€", "b", ""]);
  assert.deepEqual(stream(SENTENCE_PIECE, [6, 3], [3, 4, 5]), ["€", "b", ""]);
});

Deno.test("Broken bytes become U+FFFD, at the latest in the flush", () => {
  assert.deepEqual(stream(SENTENCE_PIECE, [4, 5]), ["", "", "\uFFFD"]);
  assert.deepEqual(stream(SENTENCE_PIECE, [7, 4, 3]), ["", "\uFFFD", "\uFFFDb", ""]);
});

Deno.test("WordPiece opens a text without a space and cleans up within a token alone", () => {
  const tokenizer = loadTokenizer(JSON.stringify({
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      vocab: { "[UNK]": 0, play: 1, "##ing": 2, ".": 3, "'": 4, s: 5 },
      unk_token: "[UNK]",
    },
  }));
  assert.deepEqual(stream(tokenizer, [1, 2, 3, 4, 5]), ["play", "ing", ".", " '", " s", ""]);
});

/**
 * Where our text is not the library's: CLIP's words end in `</w>`, which the library turns into a space and then
 * trims the text, which no stream can.
 */
const TRIMMED = ["clip"];

const TOKENIZERS = [
  "tokenizers/hf/all-MiniLM-L6-v2",
  "tokenizers/hf/clip",
  "tokenizers/hf/falcon",
  "tokenizers/hf/gpt2",
  "tokenizers/hf/nmt",
  "tokenizers/hf/phi-2",
  "tokenizers/hf/phi-3",
  "tokenizers/hf/phowhisper-tiny",
  "tokenizers/hf/roberta-base",
  "tokenizers/hf/t5-small",
  "tokenizers/hf/whisper-large-v3",
  "lm/TinyStories-656K-hf",
];

const TEXT = "Führer — the 🦙's “naïve”  plan:\n\n\tif x == 1 {   }  // 你好，世界 😶‍🌫️ นั่น.\n";

for (const folder of TOKENIZERS) {
  const path = sharedData(...folder.split("/"), "tokenizer.json");
  const name = folder.split("/").at(-1)!;
  Deno.test({
    name: `The streamed text of ${name} is the library's text of the whole sequence`,
    ignore: path === undefined,
    fn: () => {
      const source = Deno.readTextFileSync(path!);
      const tokenizer = loadTokenizer(source);
      const library = new Library(JSON.parse(source), { clean_up_tokenization_spaces: false });
      const random = seededRandom(11);
      const sequences = [tokenizer.encode(TEXT, { addSpecialTokens: false })];
      for (let i = 0; i < 40; i++) {
        const length = 1 + Math.floor(random() * 30);
        sequences.push(Array.from({ length }, () => Math.floor(random() * tokenizer.size)));
      }
      for (const ids of sequences) {
        const pieces = stream(tokenizer, ids);
        const expected = library.decode(ids, { skip_special_tokens: true });
        const text = pieces.join("");
        assert.equal(TRIMMED.includes(name) ? text.trim() : text, expected);
        assert.equal(text, tokenizer.decode(ids));
        // Cut anywhere, the second part goes on with the first.
        const cut = Math.floor(random() * ids.length);
        const rest = stream(tokenizer, ids.slice(cut), ids.slice(0, cut));
        assert.equal(pieces.slice(0, cut).join("") + rest.join(""), text);
        assert.ok(pieces.every((piece) => piece.isWellFormed()));
      }
    },
  });
}
