import { errorMessage, HologramError, toHologramError } from "../../base/mod.ts";
import { arrayNode } from "./array_node.ts";
import {
  call,
  choice,
  type GrammarNode,
  type GrammarRule,
  NOTHING,
  rule,
  sequence,
  words,
} from "./grammar_node.ts";
import { INTEGER, NUMBER, STRING, stringNode, VALUE } from "./json_nodes.ts";
import { numberTerm } from "./number_terms.ts";
import { objectNode } from "./object_node.ts";
import { parsePattern } from "./parse_pattern.ts";
import { RegularTerms, type Term } from "./regular_terms.ts";
import {
  anything,
  commonTypes,
  type Conjunction,
  type Located,
  type SchemaType,
} from "./schema_conjunction.ts";
import { RuleCache } from "./rule_cache.ts";
import { SchemaReader } from "./schema_reader.ts";
import { termNode } from "./term_node.ts";
import { textsOf } from "./texts_of.ts";
import { valueTexts } from "./value_texts.ts";

/** Most rules of a schema, and most combinations of its alternatives. */
const MAX_RULES = 20_000;
const ALL_TYPES: readonly SchemaType[] = [
  ...(["object", "array", "string", "number", "boolean", "null"] as const),
];

/** The strings and numbers of all schemas. */
const SHARED = new RuleCache();

/** Turns one JSON Schema into grammar rules; {@linkcode finish} completes them. */
export class SchemaCompiler {
  /** Where the terms of patterns, names and numbers are made. */
  readonly terms = new RegularTerms();
  readonly #reader: SchemaReader;
  readonly #rules = new Map<string, GrammarRule>();
  readonly #waiting: (() => void)[] = [];
  readonly #filters: (() => void)[] = [];
  #combinations = 0;

  /** Starts on a schema. */
  constructor(schema: unknown) {
    this.#reader = new SchemaReader(schema);
  }

  /** What fits all of some schemas. */
  node(all: readonly Located[]): GrammarNode {
    if (all.length === 0) return VALUE;
    const key = [...new Set(all.map(({ path }) => path))].sort().join(" & ");
    let known = this.#rules.get(key);
    if (known === undefined) {
      if (this.#rules.size === MAX_RULES) this.#tooLarge("parts");
      const conjunction = this.#reader.read(all);
      const made = known = rule(`the schema at ${key}`);
      this.#rules.set(key, known);
      this.#waiting.push(() => made.body = this.#body(conjunction));
    }
    return call(known);
  }

  /** Completes the rules that were called. */
  finish(): void {
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) next();
  }

  /** Completes the values that a schema lists, which must fit the rest of it. */
  finishValues(): void {
    this.finish();
    for (let next = this.#filters.pop(); next !== undefined; next = this.#filters.pop()) next();
  }

  #body(all: Conjunction): GrammarNode {
    if (all.never || all.types?.size === 0) return NOTHING;
    if (all.alternatives.length > 0) return this.#alternatives(all);
    if (all.values !== undefined) return this.#values(all, all.values);
    const said = [...all.mentioned];
    if (all.types === undefined && said.length === 0) return VALUE;
    return choice(...[...all.types ?? said].map((type) => this.#typed(type, all)));
  }

  #alternatives(all: Conjunction): GrammarNode {
    const [first, ...others] = all.alternatives;
    const bare = others.length === 0 && all.types === undefined && all.values === undefined &&
      all.mentioned.size === 0;
    if (bare) return choice(...first!.options.map((option) => this.node([option])));
    return choice(...this.expand(all).map((each) => this.#body(each)));
  }

  /** What some schemas say together; there must be one. */
  read(all: readonly Located[]): Conjunction {
    return this.#reader.read(all);
  }

  /** What a conjunction says with each option of its first alternatives. */
  expand({ alternatives: [first, ...alternatives], ...rest }: Conjunction): Conjunction[] {
    const { options, chain } = first!;
    return options.map((option) => {
      if (++this.#combinations > MAX_RULES) this.#tooLarge("combinations of alternatives");
      return this.#reader.add({ ...rest, alternatives }, option, chain);
    });
  }

  #values(all: Conjunction, values: readonly unknown[]): GrammarNode {
    const typed = values.filter((value) => {
      const types = commonTypes(all.types, new Set([typeOf(value)]));
      return types.size > 0;
    });
    const result = rule(`the values at ${all.path}`);
    if (all.mentioned.size === 0) {
      result.body = words(...typed.map((value) => JSON.stringify(value)));
    } else {
      const types = all.types ?? new Set(ALL_TYPES);
      const others = { ...all, values: undefined, types };
      const rest = rule(result.name, this.#body(others));
      const texts = typed.flatMap((value) => valueTexts(this, value, others));
      this.#filters.push(() => result.body = words(...textsOf(rest, texts)));
    }
    return call(result);
  }

  #typed(type: SchemaType, all: Conjunction): GrammarNode {
    switch (type) {
      case "null":
        return words("null");
      case "boolean":
        return words("true", "false");
      case "string":
        return this.#string(all);
      case "number":
      case "integer":
        return this.#number(all, type === "integer");
      case "array":
        return arrayNode(this, all);
      case "object":
        return objectNode(this, all);
    }
  }

  #string(all: Conjunction): GrammarNode {
    const { minLength, maxLength, patterns } = all;
    if (patterns.length === 0 && minLength === 0 && maxLength === Infinity) return STRING;
    const said = [minLength, maxLength, ...patterns.map(({ pattern }) => pattern)];
    return SHARED.call(
      JSON.stringify(said),
      "a string",
      () =>
        patterns.length === 0
          ? stringNode(minLength, maxLength)
          : this.stringNode(this.stringTerm(all), all.path),
    );
  }

  #number(all: Conjunction, integer: boolean): GrammarNode {
    const free = all.low === -Infinity && all.high === Infinity && all.exponents.length === 0;
    if (free) return integer ? INTEGER : NUMBER;
    const { low, lowExcluded, high, highExcluded, exponents } = all;
    const limits = { integer, low, lowExcluded, high, highExcluded, exponents };
    const make = () => termNode(this.terms, numberTerm(this.terms, limits));
    // As texts: in JSON, an infinite bound and none would look the same.
    const key = Object.values(limits).join();
    return SHARED.call(key, "a number", () => this.#located(all.path, make));
  }

  /** The JSON strings whose contents are a term's. */
  stringNode(term: Term, path: string): GrammarNode {
    if (term === this.terms.all) return STRING;
    return this.#located(
      path,
      () => sequence(words('"'), termNode(this.terms, term), words('"')),
    );
  }

  /** The texts that a pattern finds something in. */
  pattern(pattern: string, path: string): Term {
    return this.#located(path, () => parsePattern(this.terms, pattern));
  }

  /** The strings that fit all that is said of strings, lists of values and alternatives included. */
  stringTerm(all: Conjunction): Term {
    const { terms } = this;
    if (all.never || !(all.types?.has("string") ?? true)) return terms.never;
    const parts = all.patterns.map(({ pattern, path }) => this.pattern(pattern, path));
    if (all.maxLength < all.minLength) return terms.never;
    // Where the patterns bound the length, it need not be counted: that would multiply the states.
    const longest = Math.min(...parts.map((part) => part.longest));
    const most = longest <= all.maxLength ? Infinity : all.maxLength;
    parts.push(terms.repeat(terms.any, all.minLength, most));
    if (all.values !== undefined) {
      const texts = all.values.filter((value) => typeof value === "string");
      parts.push(terms.either(...texts.map((text) => terms.text(text))));
    }
    for (const { options, chain } of all.alternatives) {
      const read = (each: Located) => this.#reader.add(anything(each.path), each, chain);
      parts.push(terms.either(...options.map((option) => this.stringTerm(read(option)))));
    }
    return terms.both(...parts);
  }

  /** What the names of an object's properties must be. */
  nameTerm(names: readonly Located[]): Term {
    if (names.length === 0) return this.terms.all;
    return this.stringTerm(this.#reader.read(names));
  }

  #located<T>(path: string, make: () => T): T {
    try {
      return make();
    } catch (error) {
      const { kind, message } = toHologramError(error);
      if (message.startsWith("Cannot")) throw error;
      throw new HologramError(`Cannot enforce the schema at ${path}: ${errorMessage(error)}`, {
        kind,
        cause: error,
      });
    }
  }

  #tooLarge(what: string): never {
    throw new HologramError(`Cannot enforce the schema: it has more than ${MAX_RULES} ${what}`, {
      kind: "too_large",
    });
  }
}

function typeOf(value: unknown): SchemaType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value as SchemaType;
}
