import { errorMessage, HologramError } from "../base/mod.ts";
import { Tokenizer as Library } from "../deps/tokenizers.ts";
import { prepareTokenizerJson } from "./prepare_tokenizer_json.ts";
import { StreamDecoder } from "./stream_decoder.ts";
import { compileTokenBytes, type TokenBytes } from "./token_bytes.ts";
import {
  type AddedToken,
  parseTokenizerConfig,
  parseTokenizerJson,
  type TokenizerConfig,
  type TokenizerJson,
} from "./tokenizer_json.ts";

/** How to encode. */
export interface EncodeOptions {
  /** Whether to add the tokens that open and close a sequence (`<s>`, `[CLS]`, ...); true unless given. */
  addSpecialTokens?: boolean;
}

/** How to decode. */
export interface DecodeOptions {
  /** Whether special tokens give no text; true unless given. */
  skipSpecialTokens?: boolean;
  /** Special tokens that give text all the same. */
  visible?: ReadonlySet<number>;
}

/** Text to token ids and back, as a `tokenizer.json` says. */
export class Tokenizer {
  /** Ids that the vocabulary reaches: the greatest one plus 1. */
  readonly size: number;
  /** Text of the token that opens a sequence. */
  readonly bosToken: string | undefined;
  /** Text of the token that ends a sequence. */
  readonly eosToken: string | undefined;
  readonly #library: Library;
  readonly #json: TokenizerJson;
  readonly #added: ReadonlyMap<number, AddedToken>;
  readonly #endOfWord: string;
  readonly #texts: readonly (string | undefined)[];
  readonly #bytes = new Map<number, Uint8Array>();
  #tokenBytes: TokenBytes | undefined;

  /** Use {@linkcode loadTokenizer}. */
  constructor(json: TokenizerJson, config: TokenizerConfig) {
    this.#json = json;
    this.bosToken = config.bosToken;
    this.eosToken = config.eosToken;
    const unknown = json.model.unk_token;
    this.#library = new Library(prepareTokenizerJson(json), {
      eos_token: config.eosToken,
      unk_token: typeof unknown === "string" ? unknown : undefined,
    });
    this.#added = new Map(json.added_tokens.map((token) => [token.id, token]));
    this.#endOfWord = String(json.model.end_of_word_suffix ?? "");
    this.#texts = this.#library.model?.vocab ?? [];
    this.size = this.#texts.length;
  }

  /**
   * The ids of a text. Added tokens that the text spells out are taken as such.
   *
   * @throws {HologramError} `invalid` when the vocabulary cannot express a part of the text.
   */
  encode(text: string, options: EncodeOptions = {}): number[] {
    if (text === "" && options.addSpecialTokens === false) return [];
    const { ids, tokens } = this.#library.encode(text, {
      add_special_tokens: options.addSpecialTokens ?? true,
    });
    const bad = ids.findIndex((id) => !Number.isInteger(id));
    if (bad !== -1) {
      throw new HologramError(
        `Cannot encode the text: the vocabulary has no token for ${JSON.stringify(tokens[bad])}`,
        { kind: "invalid" },
      );
    }
    return ids;
  }

  /**
   * The text of ids, spaces as the tokens have them (no clean-up around punctuation).
   *
   * @throws {HologramError} `invalid` when the vocabulary has no such id, `unsupported` when the tokenizer's
   * decoder does not work token by token.
   */
  decode(ids: readonly number[], options: DecodeOptions = {}): string {
    const decoder = new StreamDecoder(this, [], options);
    return ids.map((id) => decoder.push(id)).join("") + decoder.flush();
  }

  /**
   * A token as the vocabulary spells it.
   *
   * @throws {HologramError} `invalid` when the vocabulary has no such id.
   */
  tokenText(id: number): string {
    const text = this.#texts[id];
    if (text === undefined) {
      throw new HologramError(`Unknown token id ${id}: the vocabulary ends at ${this.size - 1}`, {
        kind: "invalid",
      });
    }
    return text;
  }

  /** Whether the vocabulary has an id. */
  has(id: number): boolean {
    return this.#texts[id] !== undefined;
  }

  /** The id of a token, by its spelling in the vocabulary. */
  idOf(token: string): number | undefined {
    return this.#library.token_to_id(token);
  }

  /** Whether a token steers the model and is no part of the text. */
  isSpecial(id: number): boolean {
    return this.#added.get(id)?.special === true;
  }

  /**
   * How tokens become text.
   *
   * @throws {HologramError} `unsupported` when the tokenizer's decoder does not work token by token.
   */
  get tokenBytes(): TokenBytes {
    return this.#tokenBytes ??= compileTokenBytes(this.#json.decoder);
  }

  /**
   * The UTF-8 bytes that a token adds to a text, perhaps a part of a character.
   *
   * @param id The token.
   * @param first Whether it opens the text.
   * @throws {HologramError} `invalid` when the vocabulary has no such id, `unsupported` as for {@linkcode tokenBytes}.
   */
  bytesOf(id: number, first: boolean): Uint8Array {
    if (first) return this.#compute(id, true);
    let bytes = this.#bytes.get(id);
    if (bytes === undefined) this.#bytes.set(id, bytes = this.#compute(id, false));
    return bytes;
  }

  #compute(id: number, first: boolean): Uint8Array {
    const text = this.tokenText(id);
    const added = this.#added.has(id);
    const bytes = this.tokenBytes.bytesOf(text, { first, added });
    if (this.#endOfWord === "" || added || !text.endsWith(this.#endOfWord)) return bytes;
    // The suffix is ASCII in a byte-level vocabulary and stands for the space after the word.
    const result = bytes.slice(0, bytes.length - this.#endOfWord.length + 1);
    result[result.length - 1] = 0x20;
    return result;
  }
}

/**
 * Loads a tokenizer.
 *
 * @param tokenizerJson The text of `tokenizer.json`.
 * @param tokenizerConfigJson The text of `tokenizer_config.json`: names the tokens that open and end a sequence,
 * and may list further added tokens.
 * @throws {HologramError} `invalid` when a file is malformed, `unsupported` when it names a component
 * that cannot be handled.
 */
export function loadTokenizer(tokenizerJson: string, tokenizerConfigJson?: string): Tokenizer {
  const json = parseTokenizerJson(tokenizerJson);
  const config = tokenizerConfigJson === undefined
    ? { addedTokens: [] }
    : parseTokenizerConfig(tokenizerConfigJson);
  const known = new Set(json.added_tokens.map((token) => token.id));
  const missing = config.addedTokens.filter((token) => !known.has(token.id));
  const all = { ...json, added_tokens: [...json.added_tokens, ...missing] };
  try {
    return new Tokenizer(all, config);
  } catch (error) {
    if (error instanceof HologramError) throw error;
    throw new HologramError(`Cannot load the tokenizer: ${errorMessage(error)}`, {
      kind: "unsupported",
      cause: error,
    });
  }
}
