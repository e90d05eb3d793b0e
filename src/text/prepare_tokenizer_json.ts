import { HologramError } from "../base/mod.ts";
import type { Component, TokenizerJson } from "./tokenizer_json.ts";

/**
 * Rewrites a `tokenizer.json` so that the tokenizer library encodes with it as the format means it.
 *
 * The library takes some components for others (every `Split` isolates its matches, `Punctuation` keeps runs
 * together, digits and white space are ASCII's or JavaScript's); each is replaced by an equal one that it gets right.
 *
 * @throws {HologramError} `unsupported` for what it would get wrong in silence.
 */
export function prepareTokenizerJson(json: TokenizerJson): TokenizerJson {
  const model = prepareModel(json.model);
  let preTokenizer = json.pre_tokenizer && preparePreTokenizer(json.pre_tokenizer);
  if (preTokenizer === null && model.type === "BPE") preTokenizer = metaspaceSplit(model);
  const normalizer = json.normalizer && prepareNormalizer(json.normalizer);
  return { ...json, model, normalizer, pre_tokenizer: preTokenizer };
}

/** Ideographs beyond 16 bits, which BERT's normalizer sets apart with spaces; the library sees halves of them. */
const WIDE_IDEOGRAPHS = "[\\u{20000}-\\u{2A6DF}\\u{2A700}-\\u{2CEAF}\\u{2F800}-\\u{2FA1F}]";

function prepareNormalizer(part: Component): Component {
  if (part.type === "Sequence") {
    return { ...part, normalizers: (part.normalizers as Component[]).map(prepareNormalizer) };
  }
  if (part.type !== "BertNormalizer" || part.handle_chinese_chars === false) return part;
  // The library replaces by JavaScript's rules, in which `$&` stands for the match.
  const spaced = { type: "Replace", pattern: { Regex: WIDE_IDEOGRAPHS }, content: " $& " };
  return { type: "Sequence", normalizers: [spaced, part] };
}

function prepareModel(model: Component): Component {
  const type = model.type ?? modelType(model);
  if (type === "Unigram" && model.byte_fallback === true) {
    throw unsupported("a Unigram model with byte fallback");
  }
  if (type === "BPE" && model.continuing_subword_prefix) {
    throw unsupported("a BPE model with a continuing subword prefix");
  }
  if (type === "BPE" && model.dropout) throw unsupported("a BPE model with dropout");
  // The library knows a WordLevel model by its missing type.
  return type === "WordLevel" ? { ...model, type: undefined } : { ...model, type };
}

/** Files of early versions do not say which model theirs is. */
function modelType(model: Component): string {
  if (Array.isArray(model.vocab)) return "Unigram";
  if ("merges" in model) return "BPE";
  return "continuing_subword_prefix" in model ? "WordPiece" : "WordLevel";
}

function unsupported(what: string): HologramError {
  return new HologramError(`Cannot load the tokenizer: ${what} is not supported`, {
    kind: "unsupported",
  });
}

const GPT2_PATTERN =
  "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
const PUNCTUATION = "[\\p{P}\\x21-\\x2F\\x3A-\\x40\\x5B-\\x60\\x7B-\\x7E]";

function preparePreTokenizer(part: Component): Component {
  switch (part.type) {
    case "Sequence":
      return sequence((part.pretokenizers as Component[]).map(preparePreTokenizer));
    case "Split":
      return split(patternSource(part), String(part.behavior), part.invert === true);
    case "Punctuation":
      return split(PUNCTUATION, String(part.behavior ?? "Isolated"));
    case "Digits":
      return split("\\p{N}", part.individual_digits ? "Isolated" : "Contiguous");
    case "Whitespace":
      return split("\\w+|[^\\w\\s]+", "Removed", true);
    case "WhitespaceSplit":
      return split("\\s+", "Removed");
    case "ByteLevel":
      if (part.add_prefix_space || part.use_regex === false) return part;
      return sequence([split(GPT2_PATTERN, "Isolated"), { ...part, use_regex: false }]);
    case "Metaspace":
      return prepareMetaspace(part);
  }
  return part;
}

function prepareMetaspace(part: Component): Component {
  const scheme = part.prepend_scheme ?? (part.add_prefix_space === false ? "never" : "always");
  const metaspace = { ...part, prepend_scheme: scheme };
  if (part.split === false) return metaspace;
  const replacement = escapeRegex(String(part.replacement ?? "▁"));
  return sequence([metaspace, split(replacement, "MergedWithNext")]);
}

/**
 * SentencePiece's BPE takes the whole text as one word. Where no token continues past the end of a word, splitting
 * in front of each run of spaces changes nothing but the time: merges never cross that place.
 */
function metaspaceSplit(model: Component): Component | null {
  const words = Object.keys(model.vocab as Record<string, number>);
  if (!words.some((word) => word.startsWith("▁")) || words.some((word) => /[^▁]▁/.test(word))) {
    return null;
  }
  return split("▁+", "MergedWithNext");
}

function sequence(pretokenizers: Component[]): Component {
  return { type: "Sequence", pretokenizers };
}

/** A `Split` of one of the two behaviours that the library has: keep the matches alone, or isolate them. */
function split(source: string, behavior: string, invert = false): Component {
  const matchesOnly = (pattern: string): Component => ({
    type: "Split",
    pattern: { Regex: pattern },
    behavior: "Removed",
    invert: true,
  });
  const other = `(?:(?!${source})[\\s\\S])`;
  const match = `(?:${source})`;
  switch (`${invert ? "not " : ""}${behavior}`) {
    case "Isolated":
    case "not Isolated":
      return { type: "Split", pattern: { Regex: source }, behavior: "Isolated", invert: false };
    case "not Removed":
      return matchesOnly(source);
    case "Removed":
      return { type: "Split", pattern: { Regex: source }, behavior: "Removed", invert: false };
    case "Contiguous":
      return matchesOnly(`${match}+|${other}+`);
    case "MergedWithPrevious":
      return matchesOnly(`${other}*${match}|${other}+`);
    case "MergedWithNext":
      return matchesOnly(`${match}${other}*|${other}+`);
  }
  throw unsupported(`a Split that is ${invert ? "inverted and " : ""}${behavior}`);
}

function patternSource(part: Component): string {
  const pattern = part.pattern as { Regex?: string; String?: string };
  return pattern.Regex ?? escapeRegex(String(pattern.String));
}

function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
