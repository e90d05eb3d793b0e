import { type Configurations, DEAD } from "./configurations.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** What a walk tells. */
export interface WalkVisitor {
  /** Tokens that fit, as a range of the vocabulary's `ids`. */
  tokens(from: number, to: number): void;
  /** A node that was reached, and the set of configurations there. */
  node?(node: number, set: number): void;
}

/** Walks the tree of tokens below a node as far as the bytes fit, from the set of configurations at that node. */
export function walkTokens(
  vocabulary: Vocabulary,
  configurations: Configurations,
  root: number,
  start: number,
  visitor: WalkVisitor,
): void {
  const { nodeBytes, nodeDepths, nodeEnds, nodeTokens } = vocabulary;
  const base = nodeDepths[root]!;
  const sets = new Int32Array(vocabulary.longest + 1 - base);
  sets[0] = start;
  const end = nodeEnds[root]!;
  for (let node = root + 1; node < end;) {
    const depth = nodeDepths[node]! - base;
    const set = configurations.step(sets[depth - 1]!, nodeBytes[node]!);
    if (set === DEAD) {
      node = nodeEnds[node]!;
      continue;
    }
    sets[depth] = set;
    const from = nodeTokens[node]!;
    const to = nodeTokens[node + 1]!;
    if (from < to) visitor.tokens(from, to);
    visitor.node?.(node, set);
    node++;
  }
}
