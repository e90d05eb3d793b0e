import { HologramError } from "../base/mod.ts";
import { Candidates } from "./candidates.ts";
import type { Random } from "./random.ts";
import { RecentTokens } from "./recent_tokens.ts";
import type { ModelOptions } from "./sampling_options.ts";

/** The options that decide on a draw. */
export type SamplingOptions = Pick<
  ModelOptions,
  | "top_k"
  | "top_p"
  | "min_p"
  | "typical_p"
  | "repeat_last_n"
  | "temperature"
  | "repeat_penalty"
  | "presence_penalty"
  | "frequency_penalty"
>;

/**
 * Draws tokens from logits, in llama.cpp's order: penalties, `top_k`, `typical_p`, `top_p`, `min_p`, temperature, draw.
 * A temperature of 0 or less takes the token with the highest logit after the penalties, the lowest id of equal ones.
 */
export class Sampler {
  readonly #options: SamplingOptions;
  readonly #random: Random;
  readonly #recent: RecentTokens;
  readonly #candidates = new Candidates();
  #scores = new Float32Array(0);

  /**
   * Starts a sequence.
   *
   * @param options How to draw.
   * @param random The source of the draws, one number for each token.
   */
  constructor(options: SamplingOptions, random: Random) {
    this.#options = options;
    this.#random = random;
    this.#recent = new RecentTokens(options.repeat_last_n);
  }

  /** Tells of a token of the sequence, of the prompt or drawn, for the penalties. */
  accept(id: number): void {
    this.#recent.push(id);
  }

  /**
   * Draws the next token. Does not accept it.
   *
   * @param logits One for each token; -Infinity rules a token out. Left as they are.
   * @throws {HologramError} `internal` when a logit is NaN or none is above -Infinity.
   */
  sample(logits: Float32Array): number {
    const scores = this.#penalised(logits);
    const best = argMax(scores);
    const { temperature, top_k, top_p, min_p, typical_p } = this.#options;
    if (temperature <= 0) return best;
    const candidates = this.#candidates;
    candidates.select(scores, top_k);
    candidates.keepTypical(typical_p);
    candidates.keepTopP(top_p);
    candidates.keepMinP(min_p);
    return candidates.draw(temperature, this.#random());
  }

  #penalised(logits: Float32Array): Float32Array {
    const { repeat_penalty, presence_penalty, frequency_penalty } = this.#options;
    const none = repeat_penalty === 1 && presence_penalty === 0 && frequency_penalty === 0;
    if (none || this.#recent.counts.size === 0) return logits;
    if (this.#scores.length !== logits.length) this.#scores = new Float32Array(logits.length);
    const scores = this.#scores;
    scores.set(logits);
    for (const [id, count] of this.#recent.counts) {
      const logit = scores[id];
      if (logit === undefined) continue;
      const repeated = logit <= 0 ? logit * repeat_penalty : logit / repeat_penalty;
      scores[id] = repeated - count * frequency_penalty - presence_penalty;
    }
    return scores;
  }
}

/** The index of the greatest value, the lowest of equal ones. */
function argMax(values: Float32Array): number {
  let best = -1;
  let bestValue = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value > bestValue) {
      best = i;
      bestValue = value;
    } else if (Number.isNaN(value)) {
      throw new HologramError(`Cannot choose a token: the network gave NaN for token ${i}`);
    }
  }
  if (best === -1) {
    throw new HologramError("Cannot choose a token: the network rules out every one");
  }
  return best;
}
