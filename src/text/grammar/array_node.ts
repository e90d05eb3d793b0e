import {
  call,
  EMPTY,
  type GrammarNode,
  type GraphEdge,
  NOTHING,
  repeat,
  rule,
  sequence,
  words,
} from "./grammar_node.ts";
import { listNode, SPACE } from "./json_nodes.ts";
import type { SchemaCompiler } from "./schema_compiler.ts";
import type { ArrayPart, Conjunction, Located } from "./schema_conjunction.ts";

/**
 * The arrays that fit. Behind `prefixItems` without `items`, there are no more items, as a tuple is meant, though
 * JSON Schema itself would allow any.
 */
export function arrayNode(compiler: SchemaCompiler, all: Conjunction): GrammarNode {
  const { arrays, minItems, maxItems } = all;
  const prefixLength = Math.max(0, ...arrays.map(({ prefix }) => prefix.length));
  const itemAt = (index: number): GrammarNode => compiler.node(itemSchemas(arrays, index));
  const open = arrays.every(({ prefix, rest }) => prefix.length === 0 || rest !== undefined) ||
    minItems > prefixLength;
  const node = prefixLength === 0
    ? listNode("[", "]", itemAt(0), minItems, maxItems)
    : tuple(prefixLength, itemAt, open, minItems, maxItems);
  return call(rule(`the array at ${all.path}`, maxItems < minItems ? NOTHING : node, true));
}

/** What is said of the item at an index. */
export function itemSchemas(arrays: readonly ArrayPart[], index: number): Located[] {
  return arrays.flatMap(({ prefix, rest }): Located[] => {
    const item = prefix[index] ?? rest;
    return item === undefined ? [] : [item];
  });
}

/** Vertex i: i items are read; behind them one where more are, and one behind the space at the end. */
function tuple(
  length: number,
  itemAt: (index: number) => GrammarNode,
  open: boolean,
  min: number,
  max: number,
): GrammarNode {
  const edges: GraphEdge[] = [];
  const end = length + 2;
  const comma = sequence(words(","), SPACE);
  for (let i = 0; i < Math.min(length, max); i++) {
    edges.push({ from: i, to: i + 1, node: sequence(i === 0 ? EMPTY : comma, itemAt(i)) });
  }
  for (let i = min; i <= Math.min(length, max); i++) {
    edges.push({ from: i, to: end, node: i === 0 ? EMPTY : SPACE });
  }
  if (open && max > length) {
    const more = sequence(comma, itemAt(length));
    const node = repeat(more, Math.max(1, min - length), max - length);
    edges.push({ from: length, to: length + 1, node });
    edges.push({ from: length + 1, to: end, node: SPACE });
  }
  const items: GrammarNode = { kind: "graph", size: end + 1, edges, finals: [end] };
  return sequence(words("["), SPACE, items, words("]"));
}
