import type { DecodeOptions, Tokenizer } from "./tokenizer.ts";

/**
 * Turns a growing sequence of token ids into text as it grows, in constant time per token.
 *
 * All pushes and the final flush, joined, are what {@linkcode Tokenizer.decode} gives for the whole sequence. A character of
 * several tokens comes out when it is complete.
 */
export class StreamDecoder {
  readonly #tokenizer: Tokenizer;
  readonly #utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #skipSpecialTokens: boolean;
  readonly #visible: ReadonlySet<number>;
  #first = true;
  #strip: number;

  /**
   * Starts a text, or goes on with one.
   *
   * @param tokenizer The tokenizer of the ids.
   * @param promptIds The ids before the first one pushed: their text does not come out, but decides
   * whether the next token opens the text, and may end in a character that the next token completes.
   * @param options How to decode.
   */
  constructor(
    tokenizer: Tokenizer,
    promptIds: readonly number[] = [],
    options: DecodeOptions = {},
  ) {
    this.#tokenizer = tokenizer;
    this.#skipSpecialTokens = options.skipSpecialTokens ?? true;
    this.#visible = options.visible ?? new Set();
    this.#strip = tokenizer.tokenBytes.strip.count;
    for (const id of promptIds) this.push(id);
  }

  /**
   * Takes the next id and gives the text that is now complete, perhaps none.
   *
   * @throws {HologramError} `invalid` when the vocabulary has no such id.
   */
  push(id: number): string {
    const isHidden = this.#skipSpecialTokens && this.#tokenizer.isSpecial(id);
    if (isHidden && !this.#visible.has(id)) return "";
    const bytes = this.#tokenizer.bytesOf(id, this.#first);
    this.#first = false;
    return this.#stripped(this.#utf8.decode(bytes, { stream: true }));
  }

  /** Ends the text: U+FFFD where it stops within a character, else nothing. */
  flush(): string {
    return this.#stripped(this.#utf8.decode());
  }

  #stripped(text: string): string {
    if (this.#strip === 0 || text === "") return text;
    const { content } = this.#tokenizer.tokenBytes.strip;
    let result = text;
    while (this.#strip > 0 && result !== "") {
      if (!result.startsWith(content)) {
        this.#strip = 0;
        break;
      }
      result = result.slice(content.length);
      this.#strip--;
    }
    return result;
  }
}
