import { HologramError } from "../../base/mod.ts";
import { choice, EMPTY, type GrammarNode, rule, sequence, words } from "./grammar_node.ts";
import { OBJECT } from "./json_nodes.ts";
import { buildNetwork, type Network } from "./network.ts";
import { SchemaCompiler } from "./schema_compiler.ts";

/** A language over bytes. JSON may have one space in front. */
export type GrammarSource =
  /** Any JSON object. */
  | { type: "json" }
  /** The JSON values that fit a JSON Schema. */
  | { type: "schema"; schema: unknown }
  /** One text. */
  | { type: "literal"; text: string }
  /** One after the other. */
  | { type: "sequence"; parts: readonly GrammarSource[] }
  /** Any one. */
  | { type: "choice"; options: readonly GrammarSource[] };

/** A grammar that {@linkcode compileGrammar} made; a matcher follows it. */
export interface Grammar {
  /** Its automaton. */
  readonly network: Network;
}

/** What may stand in front of JSON: many vocabularies begin a word with its space. */
const FRONT: GrammarNode = choice(EMPTY, words(" "));

/** Deepest nesting of sequences and choices. */
const MAX_DEPTH = 100;

/**
 * Compiles a grammar. It is narrower than the language it stands for where that helps a model to an end: between the
 * parts of JSON there may be nothing or one space, and after brackets and commas also a line break and up to 20
 * spaces or tabs; numbers have at most 32 digits on either side of the point; arrays and objects nest up to 100 levels.
 *
 * JSON Schema is read as drafts 4 to 2020-12 have it, with these choices:
 * - properties come in the order in which they are declared, in values of `enum` and `const` too;
 * - where properties are declared and `additionalProperties` is absent, there are no others; where `prefixItems` are and
 *   `items` is absent, there are no others, and all of them unless `minItems` or `maxItems` is given;
 * - without `type`, keywords of one type ask for that type;
 * - `oneOf` is read as `anyOf`: that no second option holds is not enforced;
 * - values of `enum` and `const`, property names, and strings with `pattern` or `format` are spelt as `JSON.stringify`
 *   does; numbers with bounds have no exponent;
 * - of `format`, date, time, date-time, duration, uuid, email, hostname, ipv4, ipv6 and uri are enforced; others say nothing.
 *
 * @throws {HologramError} `unsupported` for a keyword that constrains and is not enforced, with its name and its JSON
 * pointer, `invalid` for a malformed schema and for one that nothing fits, `too_large` for one that needs too many states.
 */
export function compileGrammar(source: GrammarSource): Grammar {
  return { network: buildNetwork(rule("the format", sourceNode(source, 0))) };
}

function sourceNode(source: GrammarSource, depth: number): GrammarNode {
  if (depth > MAX_DEPTH) {
    throw new HologramError(`Cannot enforce the format: it nests deeper than ${MAX_DEPTH} levels`, {
      kind: "too_large",
    });
  }
  switch (source.type) {
    case "json":
      return sequence(FRONT, OBJECT);
    case "schema":
      return sequence(FRONT, schemaNode(source.schema));
    case "literal":
      return words(source.text);
    case "sequence":
      return sequence(...source.parts.map((part) => sourceNode(part, depth + 1)));
    case "choice":
      return { kind: "choice", options: source.options.map((each) => sourceNode(each, depth + 1)) };
  }
}

function schemaNode(schema: unknown): GrammarNode {
  const compiler = new SchemaCompiler(schema);
  const node = compiler.node([{ schema, path: "#" }]);
  compiler.finishValues();
  return node;
}
