import {
  call,
  choice,
  EMPTY,
  type GrammarNode,
  type GraphEdge,
  NOTHING,
  rule,
  sequence,
  words,
} from "./grammar_node.ts";
import { COLON, listNode, SPACE } from "./json_nodes.ts";
import type { Term } from "./regular_terms.ts";
import type { SchemaCompiler } from "./schema_compiler.ts";
import {
  type Conjunction,
  type Located,
  type ObjectPart,
  refuseKeyword,
} from "./schema_conjunction.ts";

/** Most patterns of `patternProperties`: each set of them is a case of its own. */
const MAX_PATTERNS = 6;

/** A pattern of `patternProperties`, as a term. */
export interface NamePattern {
  /** The schema that has it. */
  part: ObjectPart;
  /** The names that match. */
  term: Term;
  /** What it says of their values. */
  value: Located;
}

/**
 * The objects that fit: declared properties in their order, then those required but not declared, then any others.
 * Where properties are declared and nothing is said of others, there are none, though JSON Schema itself would
 * allow any.
 */
export function objectNode(compiler: SchemaCompiler, all: Conjunction): GrammarNode {
  const { objects, required, names, path, minProperties, maxProperties } = all;
  const patterns = namePatterns(compiler, objects);
  if (patterns.length > MAX_PATTERNS) {
    refuseKeyword(path, "patternProperties", `is supported for ${MAX_PATTERNS} patterns at most`);
  }
  const name = compiler.nameTerm(names);
  const declared = declaredNames(all);
  const members = declared
    .map((key) => ({
      needed: required.includes(key),
      node: compiler.terms.matches(name, key)
        ? member(
          words(JSON.stringify(key)),
          compiler.node(schemasOf(compiler, objects, patterns, key)),
        )
        : NOTHING,
    }))
    .filter(({ needed, node }) => needed || node !== NOTHING);
  const others = otherMembers(compiler, all, patterns, name, declared);
  checkCounts(all, members, others !== undefined);
  const node = members.length === 0
    ? listNode("{", "}", others ?? NOTHING, minProperties, others ? maxProperties : 0)
    : membersNode(members, others);
  return call(rule(`the object at ${path}`, node, true));
}

function member(key: GrammarNode, value: GrammarNode): GrammarNode {
  return sequence(key, COLON, value);
}

/** Names of properties that are declared or required, in the order in which they come. */
export function declaredNames({ objects, required }: Conjunction): string[] {
  return [...new Set([...objects.flatMap((part) => [...part.properties.keys()]), ...required])];
}

/** The patterns of `patternProperties`. */
export function namePatterns(
  compiler: SchemaCompiler,
  objects: readonly ObjectPart[],
): NamePattern[] {
  return objects.flatMap((part) =>
    part.patterns.map(({ pattern, value }) => ({
      part,
      term: compiler.pattern(pattern, value.path),
      value,
    }))
  );
}

/** What is said of the property with a name. */
export function schemasOf(
  compiler: SchemaCompiler,
  objects: readonly ObjectPart[],
  patterns: readonly NamePattern[],
  key: string,
): Located[] {
  return objects.flatMap((part) => {
    const own = part.properties.get(key);
    const said = patterns
      .filter((each) => each.part === part && compiler.terms.matches(each.term, key))
      .map(({ value }) => value);
    if (own !== undefined) said.push(own);
    if (said.length === 0 && part.additional !== undefined) said.push(part.additional);
    return said;
  });
}

/** A property that is not declared, one case for each set of patterns that its name may match. */
function otherMembers(
  compiler: SchemaCompiler,
  { objects, path }: Conjunction,
  patterns: readonly NamePattern[],
  name: Term,
  declared: readonly string[],
): GrammarNode | undefined {
  const { terms } = compiler;
  const says = objects.some((part) => part.additional !== undefined);
  const closed = !says && objects.some((part) => part.properties.size + part.patterns.length > 0);
  const undeclared = terms.not(terms.either(...declared.map((key) => terms.text(key))));
  const cases: GrammarNode[] = [];
  for (let bits = closed ? 1 : 0; bits < 2 ** patterns.length; bits++) {
    const matches = (i: number): boolean => (bits >> i & 1) === 1;
    const fits = patterns.map(({ term }, i) => matches(i) ? term : terms.not(term));
    const key = terms.both(name, undeclared, ...fits);
    const schemas = objects.flatMap((part) => {
      const said = patterns.filter((each, i) => each.part === part && matches(i));
      if (said.length > 0) return said.map(({ value }) => value);
      return part.additional === undefined ? [] : [part.additional];
    });
    if (key === terms.never || schemas.some(({ schema }) => schema === false)) continue;
    cases.push(member(compiler.stringNode(key, path), compiler.node(schemas)));
  }
  return cases.length === 0 ? undefined : choice(...cases);
}

/** Refuses counts of properties that the grammar does not count. */
function checkCounts(
  { minProperties, maxProperties, path }: Conjunction,
  members: readonly { needed: boolean }[],
  open: boolean,
): void {
  const needed = members.filter((each) => each.needed).length;
  // A name may come twice among those that are not declared, so that two members may be one property.
  const most = members.length === 0 ? 1 : needed;
  if (minProperties > most) {
    refuseKeyword(path, "minProperties", `is supported only up to ${most} here`);
  }
  if (members.length > 0 && maxProperties < (open ? Infinity : members.length)) {
    refuseKeyword(path, "maxProperties", "is supported only where no properties are declared");
  }
}

/** Vertices, for n members: i in front of member i when none was read; n + 1 + i when one was; one behind the space. */
function membersNode(
  members: readonly { needed: boolean; node: GrammarNode }[],
  others: GrammarNode | undefined,
): GrammarNode {
  const n = members.length;
  const edges: GraphEdge[] = [];
  const comma = sequence(words(","), SPACE);
  const started = n + 1;
  const keys = 2 * n + 2;
  const end = keys + n + 1;
  for (const [i, { needed, node }] of members.entries()) {
    edges.push({ from: i, to: keys + i, node: EMPTY });
    if (i > 0) edges.push({ from: started + i, to: keys + i, node: comma });
    edges.push({ from: keys + i, to: started + i + 1, node });
    if (needed) continue;
    edges.push({ from: i, to: i + 1, node: EMPTY });
    if (i > 0) edges.push({ from: started + i, to: started + i + 1, node: EMPTY });
  }
  if (others !== undefined) {
    edges.push({ from: n, to: keys + n, node: EMPTY });
    edges.push({ from: started + n, to: keys + n, node: comma });
    edges.push({ from: keys + n, to: started + n, node: others });
  }
  edges.push({ from: n, to: end, node: EMPTY });
  edges.push({ from: started + n, to: end, node: SPACE });
  const graph: GrammarNode = { kind: "graph", size: end + 1, edges, finals: [end] };
  return sequence(words("{"), SPACE, graph, words("}"));
}
