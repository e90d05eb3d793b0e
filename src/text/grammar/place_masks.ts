import { Configurations, OPEN } from "./configurations.ts";
import { MAX_NESTING, type Network } from "./network.ts";
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

/** Most bytes of masks that are kept for one grammar and vocabulary. */
const MAX_BYTES = 64 * 2 ** 20;
/** Sets and stacks at which the walks start afresh. */
const MAX_SETS = 50_000;

/** The masks of a network's places over a vocabulary, computed when first needed; those longest unused are dropped. */
export class PlaceMasks {
  readonly #network: Network;
  readonly #vocabulary: Vocabulary;
  readonly #masks = new Map<number, PlaceMask>();
  #configurations: Configurations;
  #bytes = 0;

  /** Starts without masks. */
  constructor(network: Network, vocabulary: Vocabulary) {
    this.#network = network;
    this.#vocabulary = vocabulary;
    this.#configurations = new Configurations(network);
  }

  /** The mask of a place. */
  at(place: number): PlaceMask {
    const key = this.#key(place);
    const known = this.#masks.get(key);
    if (known !== undefined) {
      this.#masks.delete(key);
      this.#masks.set(key, known);
      return known;
    }
    const mask = this.#compute(key);
    this.#masks.set(key, mask);
    this.#bytes += mask.tokens.byteLength + mask.returns.byteLength;
    for (const [oldest, { tokens, returns }] of this.#masks) {
      if (this.#bytes <= MAX_BYTES || oldest === key) break;
      this.#masks.delete(oldest);
      this.#bytes -= tokens.byteLength + returns.byteLength;
    }
    return mask;
  }

  /** One place for all those that no token can tell apart: each round of a loop takes a byte at least. */
  #key(place: number): number {
    const { states } = this.#network;
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

  #compute(place: number): PlaceMask {
    if (this.#configurations.size > MAX_SETS) {
      this.#configurations = new Configurations(this.#network);
    }
    const configurations = this.#configurations;
    const { size, ids } = this.#vocabulary;
    const start = configurations.setOf([{ place, stack: OPEN }]);
    const fitting: number[] = [];
    const returns: number[] = [];
    let reach = configurations.reach(start);
    walkTokens(this.#vocabulary, configurations, 0, start, {
      tokens(from, to) {
        for (let i = from; i < to; i++) fitting.push(ids[i]!);
      },
      node(node, set) {
        if (configurations.isOpen(set)) returns.push(node);
        reach = Math.max(reach, configurations.reach(set));
      },
    });
    const few = fitting.length < size / 32;
    return {
      tokens: few ? Int32Array.from(fitting) : bitsOf(fitting, size),
      returns: Int32Array.from(returns),
      ends: configurations.isOpen(start),
      reach: Math.min(reach, MAX_NESTING + 1),
    };
  }
}

function bitsOf(ids: readonly number[], size: number): Uint32Array {
  const bits = new Uint32Array(Math.ceil(size / 32));
  for (const id of ids) bits[id >> 5]! |= 1 << (id & 31);
  return bits;
}
