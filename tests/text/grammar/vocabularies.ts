import { loadTokenizer, type Tokenizer, Vocabulary } from "../../../src/text/mod.ts";
import { sharedData } from "../../support/shared_data.ts";

/** A tokenizer of the shared data and the vocabulary of its tokens. */
export interface TokenizerVocabulary {
  /** The tokenizer. */
  tokenizer: Tokenizer;
  /** Its tokens; `<|endoftext|>` ends the text. */
  vocabulary: Vocabulary;
}

const GPT2 = sharedData("tokenizers/hf/gpt2/tokenizer.json");
const QWEN2 = sharedData("tokenizers/hf/qwen2");

/** 50,257 tokens; `undefined` where the shared data is absent. */
export const gpt2: (() => TokenizerVocabulary) | undefined = GPT2 === undefined
  ? undefined
  : once(() => withVocabulary(loadTokenizer(Deno.readTextFileSync(GPT2))));

/** 151,646 tokens; `undefined` where the shared data is absent. */
export const qwen2: (() => TokenizerVocabulary) | undefined = QWEN2 === undefined
  ? undefined
  : once(() => withVocabulary(loadTokenizer(qwen2Json(QWEN2))));

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => made ??= make();
}

function withVocabulary(tokenizer: Tokenizer): TokenizerVocabulary {
  const tokens = Array.from(
    { length: tokenizer.size },
    (_, id) => tokenizer.isSpecial(id) ? undefined : tokenizer.bytesOf(id, false),
  );
  return { tokenizer, vocabulary: new Vocabulary(tokens, [tokenizer.idOf("<|endoftext|>")!]) };
}

/** A `tokenizer.json` of a vocabulary and its merges; it cuts words as GPT-2 does. */
function qwen2Json(folder: string): string {
  const vocab = JSON.parse(Deno.readTextFileSync(`${folder}/vocab.json`));
  const merges = Deno.readTextFileSync(`${folder}/merges.txt`).split("\n")
    .filter((line) => line !== "" && !line.startsWith("#version"));
  const size = Object.keys(vocab).length;
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false };
  const byteLevel = {
    ...{ type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: true },
  };
  return JSON.stringify({
    ...{ version: "1.0", truncation: null, padding: null, normalizer: null, post_processor: null },
    added_tokens: ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
      .map((content, i) => ({ id: size + i, content, ...flags, special: true })),
    pre_tokenizer: byteLevel,
    decoder: byteLevel,
    model: {
      ...{ type: "BPE", dropout: null, unk_token: null, fuse_unk: false, byte_fallback: false },
      ...{ continuing_subword_prefix: "", end_of_word_suffix: "", vocab, merges },
    },
  });
}
