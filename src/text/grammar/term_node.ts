import {
  ALL_CODE_POINTS,
  type CodePoints,
  codePoints,
  complement,
  intersection,
  utf8Ranges,
} from "./code_points.ts";
import {
  call,
  choice,
  type GrammarNode,
  type GrammarRule,
  type GraphEdge,
  rule,
  sequence,
  words,
} from "./grammar_node.ts";
import { type RegularTerms, type Term, tooManyStates } from "./regular_terms.ts";

/** Most states of one automaton; what needs more is refused. */
const MAX_STATES = 4000;

/** What stands for itself in a JSON string and is one byte. */
const PLAIN = codePoints(0x20, 0x21, 0x23, 0x5b, 0x5d, 0x7f);
const NOT_PLAIN = complement(PLAIN);
/** What a JSON string must escape. */
const ESCAPED = codePoints(0, 0x1f, 0x22, 0x22, 0x5c, 0x5c);

/**
 * A regular language as part of a grammar: the contents of a JSON string, spelt as `JSON.stringify` does (no escape
 * without need).
 *
 * @throws {HologramError} `too_large` when its automaton has more than 4,000 states.
 */
export function termNode(terms: RegularTerms, root: Term): GrammarNode {
  const classes = codePointClasses(root);
  const spellings = new Map<string, GrammarNode[]>();
  const states = new Map<Term, number>([[root, 0]]);
  const edges: GraphEdge[] = [];
  for (const [term, from] of states) {
    const targets = new Map<Term, CodePoints[]>();
    for (const set of classes) {
      const next = terms.derivative(term, set[0]!);
      if (next === terms.never) continue;
      const sets = targets.get(next);
      if (sets === undefined) targets.set(next, [set]);
      else sets.push(set);
    }
    for (const [target, sets] of targets) {
      let to = states.get(target);
      if (to === undefined) {
        to = states.size;
        if (to === MAX_STATES) throw tooManyStates();
        states.set(target, to);
      }
      const key = sets.map((set) => set[0]).join();
      let nodes = spellings.get(key);
      if (nodes === undefined) {
        spellings.set(key, nodes = stringCharacters(codePoints(...sets.flat())));
      }
      for (const node of nodes) edges.push({ from, to, node });
    }
  }
  const finals = [...states].filter(([term]) => term.nullable).map(([, state]) => state);
  return { kind: "graph", size: states.size, edges, finals, text: states.get(terms.all) };
}

/** Cuts the code points into sets of which a term cannot tell the members apart. */
function codePointClasses(root: Term): CodePoints[] {
  const sets = new Set<CodePoints>();
  const seen = new Set<Term>();
  const waiting = [root];
  for (let term = waiting.pop(); term !== undefined; term = waiting.pop()) {
    if (seen.has(term)) continue;
    seen.add(term);
    if (term.kind === "set") sets.add(term.set);
    waiting.push(...term.parts);
  }
  let classes: CodePoints[] = [ALL_CODE_POINTS];
  for (const set of sets) {
    const outside = complement(set);
    classes = classes
      .flatMap((each) => [intersection(each, set), intersection(each, outside)])
      .filter((each) => each.length > 0);
  }
  return classes;
}

/** Rules for the characters of more than one byte, by their set. */
const RULES = new Map<string, GrammarRule>();

function stringCharacters(set: CodePoints): GrammarNode[] {
  const result: GrammarNode[] = [];
  const plain = intersection(set, PLAIN);
  if (plain.length > 0) {
    const pairs: [number, number][] = [];
    for (let i = 0; i < plain.length; i += 2) pairs.push([plain[i]!, plain[i + 1]!]);
    result.push({ kind: "ranges", ranges: pairs });
  }
  const others = intersection(set, NOT_PLAIN);
  if (others.length > 0) {
    const key = others.join();
    if (RULES.size > 1000) RULES.clear();
    if (!RULES.has(key)) RULES.set(key, rule("a character", longCharacters(others)));
    result.push(call(RULES.get(key)!));
  }
  return result;
}

function longCharacters(set: CodePoints): GrammarNode {
  const escaped = intersection(set, ESCAPED);
  const spellings: string[] = [];
  for (let i = 0; i < escaped.length; i += 2) {
    for (let each = escaped[i]!; each <= escaped[i + 1]!; each++) {
      spellings.push(JSON.stringify(String.fromCharCode(each)).slice(1, -1));
    }
  }
  return choice(words(...spellings), utf8Node(intersection(set, codePoints(0x80, 0x10ffff))));
}

/** The UTF-8 of one code point of a set. */
export function utf8Node(set: CodePoints): GrammarNode {
  return choice(
    ...utf8Ranges(set).map((bytes) =>
      sequence(...bytes.map((range): GrammarNode => ({ kind: "ranges", ranges: [range] })))
    ),
  );
}
