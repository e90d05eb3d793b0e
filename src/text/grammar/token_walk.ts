import { type Configurations, DEAD, UNKNOWN } from "./configurations.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Where a walk begins. */
export interface WalkStart {
  /** A node of the tree of tokens. */
  node: number;
  /** The set of configurations there. */
  set: number;
}

/**
 * Walks the tree of tokens below a node as far as the bytes fit, and marks the tokens that do. Where any text fits and
 * there is nothing but text below a node, its tokens are marked without a look at them.
 *
 * @param allowed One bit for each token.
 * @param returns Gets the nodes at which the bottom of an open stack is reached.
 * @returns The most levels of nesting that any set on the way looked at; 0 without `returns`.
 */
export function walkTokens(
  vocabulary: Vocabulary,
  configurations: Configurations,
  { node: root, set: start }: WalkStart,
  allowed: Uint32Array,
  returns?: number[],
): number {
  const { ids, nodeBytes, nodeDepths, nodeEnds, nodeTexts, nodeTokens } = vocabulary;
  const { classes, width } = configurations;
  let { table, facts, rooms } = configurations;
  const base = nodeDepths[root]! + 1;
  const end = nodeEnds[root]!;
  const sets = new Int32Array(vocabulary.longest + 1);
  sets[0] = start;
  let most = returns === undefined ? 0 : configurations.factsOf(start);
  for (let node = root + 1; node < end;) {
    const depth = nodeDepths[node]! - base;
    const from = sets[depth]!;
    let set = table[from * width + classes[nodeBytes[node]!]!]!;
    if (set === UNKNOWN) {
      set = configurations.step(from, nodeBytes[node]!);
      ({ table, facts, rooms } = configurations);
    }
    if (set === DEAD) {
      node = nodeEnds[node]!;
      continue;
    }
    sets[depth + 1] = set;
    const height = nodeTexts[node]!;
    let next = node + 1;
    if (height > 0) {
      const room = rooms[set]!;
      if ((room < 0 ? configurations.roomOf(set) : room) >= height) next = nodeEnds[node]!;
    }
    const behind = nodeTokens[next]!;
    for (let i = nodeTokens[node]!; i < behind; i++) allowed[ids[i]! >> 5]! |= 1 << (ids[i]! & 31);
    if (returns !== undefined) {
      const known = facts[set]!;
      const fact = known < 0 ? configurations.factsOf(set) : known;
      if ((fact & 1) === 1) returns.push(node);
      if (fact > most) most = fact;
    }
    node = next;
  }
  return most >> 1;
}
