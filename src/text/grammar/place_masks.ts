import { Configurations, OPEN } from "./configurations.ts";
import type { Network } from "./network.ts";
import { walkTokens } from "./token_walk.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Which tokens fit at a place, whatever its stack. */
export interface PlaceMask {
  /** Tokens that fit: one bit each, or, where they are few, their ids. */
  tokens: Uint32Array | Int32Array;
  /** Nodes of the tree of tokens at which the place's rule may have ended: what follows depends on the stack. */
  returns: Int32Array;
  /** Whether the rule may end at once. */
  ends: boolean;
  /** Most levels of nesting that this looked at; where the stack adds too many, the mask does not hold. */
  reach: number;
}

/** Most bytes of masks that are kept for one vocabulary. */
const MAX_BYTES = 64 * 2 ** 20;
/** Sets and stacks at which the walks start afresh. */
const MAX_SETS = 50_000;

/**
 * The masks of places over a vocabulary, computed when first needed; those longest unused are dropped. A rule that
 * several grammars share, such as that of any string, has its masks once.
 */
export class PlaceMasks {
  readonly #vocabulary: Vocabulary;
  readonly #maxBytes: number;
  readonly #masks = new Map<string, PlaceMask>();
  readonly #configurations = new WeakMap<Network, Configurations>();
  #bytes = 0;

  /** Starts without masks; keeps `maxBytes` bytes of them at most, and the latest one. */
  constructor(vocabulary: Vocabulary, maxBytes = MAX_BYTES) {
    this.#vocabulary = vocabulary;
    this.#maxBytes = maxBytes;
  }

  /** Bytes of the masks that are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The mask of a place in a network. */
  at(network: Network, place: number): PlaceMask {
    const same = this.#samePlace(network, place);
    const state = same % network.states.length;
    const count = (same - state) / network.states.length;
    const key = `${network.numbers[state]}:${count}`;
    const known = this.#masks.get(key);
    if (known !== undefined) {
      this.#masks.delete(key);
      this.#masks.set(key, known);
      return known;
    }
    const mask = this.#compute(network, same);
    this.#masks.set(key, mask);
    this.#bytes += bytesOf(mask);
    for (const [oldest, dropped] of this.#masks) {
      if (this.#bytes <= this.#maxBytes || oldest === key) break;
      this.#masks.delete(oldest);
      this.#bytes -= bytesOf(dropped);
    }
    return mask;
  }

  /** One place for all those that no token can tell apart: each round of a loop takes a byte at least. */
  #samePlace({ states }: Network, place: number): number {
    const state = place % states.length;
    const loop = states[state]!.loop;
    if (loop === undefined) return place;
    const count = (place - state) / states.length;
    const far = this.#vocabulary.longest + 1;
    const same = count < loop.min || loop.max === Infinity
      ? Math.max(count, loop.min - far)
      : Math.max(count, loop.max - far);
    return state + same * states.length;
  }

  #compute(network: Network, place: number): PlaceMask {
    let configurations = this.#configurations.get(network);
    if (configurations === undefined || configurations.size > MAX_SETS) {
      this.#configurations.set(network, configurations = new Configurations(network));
    }
    const { size } = this.#vocabulary;
    const set = configurations.setOf([{ place, stack: OPEN }]);
    const bits = new Uint32Array(Math.ceil(size / 32));
    const returns: number[] = [];
    const reach = walkTokens(this.#vocabulary, configurations, { node: 0, set }, bits, returns);
    return {
      tokens: fewIds(bits) ?? bits,
      returns: Int32Array.from(returns),
      ends: (configurations.factsOf(set) & 1) === 1,
      reach,
    };
  }
}

function bytesOf({ tokens, returns }: PlaceMask): number {
  return tokens.byteLength + returns.byteLength;
}

/** The ids whose bits are set, `undefined` where they would take more room than the bits. */
function fewIds(bits: Uint32Array): Int32Array | undefined {
  const ids: number[] = [];
  for (const [i, word] of bits.entries()) {
    for (let rest = word; rest !== 0; rest &= rest - 1) {
      if (ids.length === bits.length) return undefined;
      ids.push(32 * i + 31 - Math.clz32(rest & -rest));
    }
  }
  return Int32Array.from(ids);
}
