import { call, type GrammarNode, type GrammarRule, rule } from "./grammar_node.ts";

/** Most edges of all rules that are kept, some tens of megabytes. */
const MAX_EDGES = 200_000;

/**
 * Rules that schemas have in common, such as those of string formats: made once for all of them, so that their
 * automata and masks are too. Those longest unused are dropped.
 */
export class RuleCache {
  readonly #rules = new Map<string, { rule: GrammarRule; edges: number }>();
  readonly #maxEdges: number;
  #edges = 0;

  /** Starts empty; keeps `maxEdges` edges at most, and the latest rule. */
  constructor(maxEdges = MAX_EDGES) {
    this.#maxEdges = maxEdges;
  }

  /** How many rules are kept. */
  get size(): number {
    return this.#rules.size;
  }

  /** A call of the rule with a key, which `make` gives the body of where it is not kept. */
  call(key: string, name: string, make: () => GrammarNode): GrammarNode {
    let known = this.#rules.get(key);
    if (known === undefined) {
      const body = make();
      known = { rule: rule(name, body), edges: edgesOf(body) };
      this.#edges += known.edges;
    } else {
      this.#rules.delete(key);
    }
    this.#rules.set(key, known);
    for (const [oldest, { edges }] of this.#rules) {
      if (this.#edges <= this.#maxEdges || oldest === key) break;
      this.#rules.delete(oldest);
      this.#edges -= edges;
    }
    return call(known.rule);
  }
}

function edgesOf(node: GrammarNode): number {
  if (node.kind === "graph") return node.edges.length;
  return node.kind === "sequence" ? node.parts.reduce((sum, part) => sum + edgesOf(part), 1) : 1;
}
