import { HologramError } from "../base/mod.ts";
import type { DecoderConfig } from "./token_bytes.ts";

/** One entry of a `tokenizer.json`'s `added_tokens`. */
export interface AddedToken {
  /** Its id. */
  id: number;
  /** Its text. */
  content: string;
  /** Whether it steers the model and is no part of the text. */
  special: boolean;
  /** Matching rules: `lstrip`, `rstrip`, `normalized`, `single_word`. */
  [rule: string]: unknown;
}

/** A part of a `tokenizer.json` whose fields depend on its type. */
export interface Component {
  /** Which component: `Split`, `Sequence`, `BPE`, ... */
  type?: string;
  /** What else the type has. */
  [field: string]: unknown;
}

/** The parts of a `tokenizer.json` that are used here. */
export interface TokenizerJson {
  /** Tokens matched in the text before any splitting. */
  added_tokens: AddedToken[];
  /** Rewrites the text. */
  normalizer: Component | null;
  /** Splits the text. */
  pre_tokenizer: Component | null;
  /** The vocabulary and how it is applied. */
  model: Component;
  /** Adds special tokens. */
  post_processor: Component | null;
  /** Turns tokens into text. */
  decoder: DecoderConfig | null;
}

/** The parts of a `tokenizer_config.json` that are used here. */
export interface TokenizerConfig {
  /** Text of the token that opens a sequence. */
  bosToken?: string;
  /** Text of the token that ends one. */
  eosToken?: string;
  /** Added tokens, some of which the `tokenizer.json` may lack. */
  addedTokens: AddedToken[];
}

function parseObject(text: string, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HologramError(`Cannot read ${file}: it is not JSON`, { kind: "invalid", cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new HologramError(`Cannot read ${file}: it is not a JSON object`, { kind: "invalid" });
  }
  return value as Record<string, unknown>;
}

/**
 * Reads a `tokenizer.json`; absent parts become `null` or empty.
 *
 * @throws {HologramError} `invalid` when it is not a JSON object with a model.
 */
export function parseTokenizerJson(text: string): TokenizerJson {
  const json = parseObject(text, "tokenizer.json") as Partial<TokenizerJson>;
  if (typeof json.model !== "object" || json.model === null || !json.model.vocab) {
    throw new HologramError("Cannot read tokenizer.json: it has no model with a vocabulary", {
      kind: "invalid",
    });
  }
  return {
    added_tokens: json.added_tokens ?? [],
    normalizer: json.normalizer ?? null,
    pre_tokenizer: json.pre_tokenizer ?? null,
    model: json.model,
    post_processor: json.post_processor ?? null,
    decoder: json.decoder ?? null,
  };
}

/**
 * Reads a `tokenizer_config.json`.
 *
 * @throws {HologramError} `invalid` when it is not a JSON object.
 */
export function parseTokenizerConfig(text: string): TokenizerConfig {
  const json = parseObject(text, "tokenizer_config.json");
  const added = Object.entries((json.added_tokens_decoder ?? {}) as Record<string, AddedToken>);
  return {
    bosToken: tokenContent(json.bos_token),
    eosToken: tokenContent(json.eos_token),
    addedTokens: added.map(([id, token]) => ({ ...token, id: Number(id) })),
  };
}

/** A token is named by its text or by an object with its text. */
function tokenContent(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const content = (value as { content?: unknown } | null | undefined)?.content;
  return typeof content === "string" ? content : undefined;
}
