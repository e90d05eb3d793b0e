import { HologramError } from "../../base/mod.ts";
import type { Grammar } from "./compile_grammar.ts";
import { type Configuration, Configurations, DEAD, END } from "./configurations.ts";
import { MAX_NESTING, type Network } from "./network.ts";
import { PlaceMasks } from "./place_masks.ts";
import { walkTokens } from "./token_walk.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Sets and stacks at which a matcher starts afresh from where it is. */
const MAX_SETS = 20_000;

const MASKS = new WeakMap<Vocabulary, PlaceMasks>();

/** The masks that all matchers over one vocabulary share. */
function sharedMasks(vocabulary: Vocabulary): PlaceMasks {
  let masks = MASKS.get(vocabulary);
  if (masks === undefined) MASKS.set(vocabulary, masks = new PlaceMasks(vocabulary));
  return masks;
}

/** Follows one text through a grammar, token by token, and says which tokens may come next. */
export class GrammarMatcher {
  readonly #network: Network;
  readonly #vocabulary: Vocabulary;
  readonly #masks: PlaceMasks;
  /** The tokens that may come next, of {@linkcode #allowedFor}: the set stays the same within a string. */
  readonly #allowed: Uint32Array;
  #allowedFor: number | undefined;
  #configurations: Configurations;
  #set: number;
  #ended = false;

  /** Starts a text. */
  constructor(grammar: Grammar, vocabulary: Vocabulary) {
    this.#network = grammar.network;
    this.#vocabulary = vocabulary;
    this.#masks = sharedMasks(vocabulary);
    this.#allowed = new Uint32Array(Math.ceil(vocabulary.size / 32));
    this.#configurations = new Configurations(this.#network);
    this.#set = this.#configurations.setOf([{ place: this.#network.start, stack: END }]);
  }

  /** Whether the text so far is one of the grammar's. */
  get isComplete(): boolean {
    return this.#configurations.isComplete(this.#set);
  }

  /** Whether the text may go on; false once it can only end. */
  get canContinue(): boolean {
    return !this.#ended && this.#configurations.canContinue(this.#set);
  }

  /**
   * Sets the logits of the tokens that may not come next to -Infinity: of all but those whose bytes the grammar allows
   * here and, where the text is complete, those that end it. Where no token is left (the text is complete and the
   * vocabulary has no token that ends it), every logit becomes -Infinity.
   *
   * @param logits One for each token; those beyond the vocabulary are ruled out. Changed in place.
   * @throws {HologramError} `too_large` when the grammar can read the text in too many ways.
   */
  mask(logits: Float32Array): void {
    const allowed = this.#allowed;
    if (this.#allowedFor !== this.#set) this.#allow();
    const { size } = this.#vocabulary;
    const end = Math.min(size, logits.length);
    for (let word = 0, id = 0; id < end; word++) {
      const bits = allowed[word]!;
      const next = id + 32;
      if (bits === 0) logits.fill(-Infinity, id, next);
      // From one token that is ruled out to the next.
      for (let out = ~bits; bits !== 0 && out !== 0; out &= out - 1) {
        logits[id + 31 - Math.clz32(out & -out)] = -Infinity;
      }
      id = next;
    }
    logits.fill(-Infinity, end);
  }

  /**
   * Goes on by a token.
   *
   * @throws {HologramError} `invalid` when the token may not come next, `too_large` as for {@linkcode mask}.
   */
  accept(id: number): void {
    if (this.#vocabulary.eosIds.includes(id)) {
      if (!this.isComplete) throw refused(id, "the text is not complete");
      this.#ended = true;
      this.#allowedFor = undefined;
      return;
    }
    const bytes = this.#vocabulary.bytesOf(id);
    if (bytes === undefined) throw refused(id, "it is a special token");
    if (this.#ended) throw refused(id, "the text has ended");
    if (!this.#step(bytes)) throw refused(id, "the format does not allow it here");
  }

  /**
   * Goes on by text that came otherwise than as tokens.
   *
   * @returns Whether the grammar allows it here; if not, the matcher stays where it is.
   */
  acceptText(text: string): boolean {
    return !this.#ended && this.#step(new TextEncoder().encode(text));
  }

  #step(bytes: Uint8Array): boolean {
    let set = this.#set;
    for (const byte of bytes) {
      set = this.#configurations.step(set, byte);
      if (set === DEAD) return false;
    }
    this.#set = set;
    if (this.#configurations.size > MAX_SETS) this.#restart();
    return true;
  }

  /** Forgets what was kept for the steps so far. */
  #restart(): void {
    const old = this.#configurations;
    const here = old.configurations(this.#set);
    const fresh = new Configurations(this.#network);
    this.#set = fresh.setOf(here.map((each) => fresh.adopt(old, each)));
    this.#configurations = fresh;
    this.#allowedFor = undefined;
  }

  /**
   * Marks the tokens that may come next: those that end the text, and those whose bytes fit, which are those of each
   * configuration, its stack popped as its rules may have ended.
   */
  #allow(): void {
    const allowed = this.#allowed.fill(0);
    this.#allowedFor = undefined;
    if (this.isComplete) {
      for (const id of this.#vocabulary.eosIds) allowed[id >> 5]! |= 1 << (id & 31);
    }
    const waiting = this.#ended ? [] : [...this.#configurations.configurations(this.#set)];
    const seen = new Set<string>();
    for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
      const key = `${each.place}:${each.stack}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const back = this.#allowAt(each);
      if (back !== undefined) waiting.push(back);
    }
    this.#allowedFor = this.#set;
  }

  /** The same for one configuration; gives the one to which its rule may return at once. */
  #allowAt(configuration: Configuration): Configuration | undefined {
    const { place, stack } = configuration;
    const mask = this.#masks.at(this.#network, place);
    if (this.#configurations.depth(stack) + mask.reach > MAX_NESTING) {
      this.#walk(0, configuration);
      return undefined;
    }
    const { tokens } = mask;
    const allowed = this.#allowed;
    if (tokens instanceof Uint32Array) {
      for (let i = 0; i < allowed.length; i++) allowed[i]! |= tokens[i]!;
    } else {
      for (const id of tokens) allowed[id >> 5]! |= 1 << (id & 31);
    }
    const back = this.#configurations.pop(stack);
    if (back === undefined) return undefined;
    for (const node of mask.returns) this.#walk(node, back);
    return mask.ends ? back : undefined;
  }

  /** Marks the tokens below a node that fit behind it. */
  #walk(node: number, from: Configuration): void {
    const set = this.#configurations.setOf([from]);
    walkTokens(this.#vocabulary, this.#configurations, { node, set }, this.#allowed);
  }
}

function refused(id: number, why: string): HologramError {
  return new HologramError(`Cannot go on with token ${id}: ${why}`, { kind: "invalid" });
}
