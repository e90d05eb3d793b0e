import { HologramError } from "../../base/mod.ts";

/** Most bytes of a token. */
const MAX_TOKEN_LENGTH = 4096;

/**
 * The bytes of a model's tokens as a tree: nodes in depth-first order, so that what is below a node follows it. Node 0
 * is the root.
 */
export class Vocabulary {
  /** Ids that the vocabulary reaches: the greatest one plus 1. */
  readonly size: number;
  /** Tokens that end the text. */
  readonly eosIds: readonly number[];
  /** Bytes of the longest token. */
  readonly longest: number;
  /** The byte that leads to each node. */
  readonly nodeBytes: Uint8Array;
  /** How many bytes lead to each node. */
  readonly nodeDepths: Uint16Array;
  /** The node behind the last one below each node. */
  readonly nodeEnds: Int32Array;
  /** Where the tokens that end at each node start in {@linkcode ids}; one more entry ends those of the last node. */
  readonly nodeTokens: Int32Array;
  /** The ids of the tokens, in the order of the nodes. */
  readonly ids: Int32Array;
  readonly #tokens: readonly (Uint8Array | undefined)[];

  /**
   * Builds the tree: once for each model, it takes some tenths of a second for 150,000 tokens.
   *
   * @param tokens The bytes of each id, `undefined` for a special token, which is never part of a text. Tokens of no
   * bytes are ruled out too: they could follow each other for ever.
   * @param eosIds Tokens that end the text, allowed where it is complete.
   * @throws {HologramError} `unsupported` when a token is longer than 4,096 bytes.
   */
  constructor(tokens: readonly (Uint8Array | undefined)[], eosIds: readonly number[]) {
    this.#tokens = tokens;
    this.size = tokens.length;
    this.eosIds = eosIds;
    const ends = new Set(eosIds);
    const keys: string[] = [];
    let total = 1;
    let longest = 0;
    for (const [id, bytes] of tokens.entries()) {
      if (bytes === undefined || bytes.length === 0 || ends.has(id)) continue;
      keys.push(sortKey(bytes, id));
      total += bytes.length;
      longest = Math.max(longest, bytes.length);
    }
    if (longest > MAX_TOKEN_LENGTH) {
      throw new HologramError(
        `Cannot use the vocabulary: a token has more than ${MAX_TOKEN_LENGTH} bytes`,
        { kind: "unsupported" },
      );
    }
    keys.sort();
    this.longest = longest;
    this.ids = Int32Array.from(keys, idOf);
    const bytes = new Uint8Array(total);
    const depths = new Uint16Array(total);
    const firsts = new Int32Array(total + 1);
    let count = 1;
    let before: Uint8Array = new Uint8Array();
    for (const [i, id] of this.ids.entries()) {
      const token = tokens[id]!;
      let shared = 0;
      while (shared < before.length && before[shared] === token[shared]) shared++;
      for (let depth = shared; depth < token.length; depth++) {
        bytes[count] = token[depth]!;
        depths[count] = depth + 1;
        // A node between two tokens has none of its own: its tokens start where those of the next node do.
        firsts[count++] = i;
      }
      before = token;
    }
    firsts[count] = keys.length;
    this.nodeBytes = bytes.slice(0, count);
    this.nodeDepths = depths.slice(0, count);
    this.nodeTokens = firsts.slice(0, count + 1);
    this.nodeEnds = nodeEnds(this.nodeDepths, longest);
  }

  /** The bytes of a token, `undefined` for one that is never part of a text. */
  bytesOf(id: number): Uint8Array | undefined {
    return this.#tokens[id];
  }
}

/** A string that sorts as the token's bytes do, and tells its id: strings sort several times as fast as anything else. */
function sortKey(bytes: Uint8Array, id: number): string {
  const characters = new Array<number>(bytes.length + 3);
  for (let i = 0; i < bytes.length; i++) characters[i] = bytes[i]! + 1;
  characters[bytes.length] = 0;
  characters[bytes.length + 1] = id >>> 16;
  characters[bytes.length + 2] = id & 0xffff;
  return String.fromCharCode.apply(null, characters);
}

function idOf(key: string): number {
  return (key.charCodeAt(key.length - 2) << 16) + key.charCodeAt(key.length - 1);
}

function nodeEnds(depths: Uint16Array, longest: number): Int32Array {
  const ends = new Int32Array(depths.length);
  const open = new Int32Array(longest + 1);
  let depth = 0;
  for (let node = 1; node < depths.length; node++) {
    for (; depth >= depths[node]!; depth--) ends[open[depth]!] = node;
    depth = depths[node]!;
    open[depth] = node;
  }
  for (; depth >= 0; depth--) ends[open[depth]!] = depths.length;
  return ends;
}
