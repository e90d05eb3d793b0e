import type { Decoder } from "./decoder.ts";
import type { KvCache } from "./kv_cache.ts";

/** One sequence that a {@linkcode Decoder} goes on with, step by step. */
export class DecoderSequence {
  readonly #decoder: Decoder;
  readonly #cache: KvCache;
  readonly #ids: number[] = [];

  /** Use {@linkcode Decoder.begin}. */
  constructor(decoder: Decoder, cache: KvCache) {
    this.#decoder = decoder;
    this.#cache = cache;
  }

  /**
   * Adds tokens to the sequence. A network without a cache computes the whole sequence again.
   *
   * @returns The logits of the token that follows, one for each entry of the vocabulary; valid until the next step.
   */
  step(ids: readonly number[], signal?: AbortSignal): Promise<Float32Array> {
    if (this.#decoder.cached) return this.#decoder.compute(ids, this.#cache, signal);
    this.#ids.push(...ids);
    return this.#decoder.compute(this.#ids, this.#cache, signal);
  }
}
