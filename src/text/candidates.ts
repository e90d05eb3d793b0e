/** Ids in a key's low part: more than any vocabulary has. */
const IDS = 2 ** 21;

/**
 * The tokens left in a draw, the likeliest first, lower ids first among equals.
 *
 * A token is one number: its logit's 32 bits, mapped so that greater logits give smaller integers, times 2^21, plus its id.
 * Numbers sort fast and need no objects; 53 bits are exact in a double.
 */
export class Candidates {
  #keys = new Float64Array(0);
  #probabilities = new Float64Array(0);
  #ranks = new Float64Array(0);
  #count = 0;
  readonly #float = new Float32Array(1);
  readonly #bits = new Uint32Array(this.#float.buffer);

  /** How many tokens are left. */
  get count(): number {
    return this.#count;
  }

  /** The id of the token at a rank. */
  idAt(rank: number): number {
    return this.#keys[rank]! % IDS;
  }

  /** The logit of the token at a rank. */
  logitAt(rank: number): number {
    const order = orderIn(this.#keys[rank]!);
    this.#bits[0] = order >= 2 ** 31 ? order : 0x7fffffff - order;
    return this.#float[0]!;
  }

  /** Starts over with the `topK` greatest logits; 0 or less for all. */
  select(logits: Float32Array, topK: number): void {
    const size = topK > 0 ? Math.min(topK, logits.length) : logits.length;
    if (this.#keys.length < size) {
      this.#keys = new Float64Array(size);
      this.#probabilities = new Float64Array(size);
      this.#ranks = new Float64Array(size);
    }
    const bits = new Uint32Array(logits.buffer, logits.byteOffset, logits.length);
    const keys = this.#keys;
    for (let id = 0; id < size; id++) keys[id] = keyOf(bits[id]!, id);
    if (size < logits.length) {
      for (let i = (size >> 1) - 1; i >= 0; i--) siftDown(keys, size, i);
      // Of equal logits the lower ids, already in, stay.
      let id = firstAbove(logits, size, this.logitAt(0));
      while (id < logits.length) {
        keys[0] = keyOf(bits[id]!, id);
        siftDown(keys, size, 0);
        id = firstAbove(logits, id + 1, this.logitAt(0));
      }
    }
    this.#count = size;
    keys.subarray(0, size).sort();
  }

  /**
   * Keeps the tokens whose surprise is closest to the expected one, until they reach a probability of `p` together
   * (locally typical sampling, Meister and others, 2022).
   */
  keepTypical(p: number): void {
    if (p >= 1) return;
    const probabilities = this.#softmax(1);
    let entropy = 0;
    for (const q of probabilities) if (q > 0) entropy -= q * Math.log(q);
    // The same trick as for the tokens: a distance is not negative, so its bits sort as it does.
    const ranks = this.#ranks.subarray(0, this.#count);
    for (let rank = 0; rank < ranks.length; rank++) {
      this.#float[0] = Math.abs(-Math.log(probabilities[rank]!) - entropy);
      ranks[rank] = this.#bits[0]! * IDS + rank;
    }
    ranks.sort();
    let sum = 0;
    let kept = 0;
    while (kept < ranks.length && sum <= p) sum += probabilities[ranks[kept++]! % IDS]!;
    for (let i = 0; i < kept; i++) ranks[i] = this.#keys[ranks[i]! % IDS]!;
    this.#keys.set(ranks.subarray(0, kept));
    this.#keys.subarray(0, kept).sort();
    this.#count = kept;
  }

  /** Keeps the likeliest tokens until they reach a probability of `p` together (nucleus sampling). */
  keepTopP(p: number): void {
    if (p >= 1) return;
    const probabilities = this.#softmax(1);
    let sum = 0;
    for (let rank = 0; rank < this.#count; rank++) {
      sum += probabilities[rank]!;
      if (sum >= p) {
        this.#count = rank + 1;
        return;
      }
    }
  }

  /** Keeps the tokens that are at least `p` times as likely as the likeliest. */
  keepMinP(p: number): void {
    if (p <= 0) return;
    const least = this.logitAt(0) + Math.log(p);
    let count = 1;
    while (count < this.#count && this.logitAt(count) >= least) count++;
    this.#count = count;
  }

  /** The id at which the summed probabilities pass `random`, a number in [0, 1). */
  draw(temperature: number, random: number): number {
    const probabilities = this.#softmax(temperature);
    let rest = random;
    for (let rank = 0; rank < this.#count; rank++) {
      rest -= probabilities[rank]!;
      if (rest < 0) return this.idAt(rank);
    }
    // Rounding left a rest after the last token.
    return this.idAt(0);
  }

  /** The tokens' probabilities; valid until the next call. */
  #softmax(temperature: number): Float64Array {
    const probabilities = this.#probabilities.subarray(0, this.#count);
    const greatest = this.logitAt(0);
    let sum = 0;
    for (let rank = 0; rank < probabilities.length; rank++) {
      sum += probabilities[rank] = Math.exp((this.logitAt(rank) - greatest) / temperature);
    }
    for (let rank = 0; rank < probabilities.length; rank++) probabilities[rank]! /= sum;
    return probabilities;
  }
}

/** Maps a float's bits to an integer of 32 bits that is smaller for greater floats. */
function orderOf(bits: number): number {
  return (bits & 0x80000000) !== 0 ? bits : ~(bits | 0x80000000) >>> 0;
}

function keyOf(bits: number, id: number): number {
  return orderOf(bits) * IDS + id;
}

/** The high part of a key. */
function orderIn(key: number): number {
  return Math.floor(key / IDS);
}

/** The first index from `start` with a value above `least`; the length if there is none. */
function firstAbove(values: Float32Array, start: number, least: number): number {
  let i = start;
  while (i < values.length && values[i]! <= least) i++;
  return i;
}

/** Restores a heap whose greatest key is at the top, below position `start`. */
function siftDown(keys: Float64Array, size: number, start: number): void {
  const key = keys[start]!;
  let hole = start;
  for (let child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
    if (child + 1 < size && keys[child + 1]! > keys[child]!) child++;
    if (keys[child]! <= key) break;
    keys[hole] = keys[child]!;
    hole = child;
  }
  keys[hole] = key;
}
