import { HologramError } from "../../base/mod.ts";
import { ALL_CODE_POINTS, type CodePoints, includes } from "./code_points.ts";

/**
 * A regular language over code points, closed under intersection and complement. Equal terms of one
 * {@linkcode RegularTerms} are the same object.
 */
export interface Term {
  /** Its number in its arena. */
  readonly id: number;
  /** What it is. */
  readonly kind: "never" | "empty" | "set" | "sequence" | "either" | "both" | "not" | "repeat";
  /** Whether it has the empty text. */
  readonly nullable: boolean;
  /** What it is made of. */
  readonly parts: readonly Term[];
  /** Of a `set`: one of these code points. */
  readonly set: CodePoints;
  /** Of a `repeat`: how often at least. */
  readonly min: number;
  /** Of a `repeat`: how often at most. */
  readonly max: number;
  /** A number of code points that none of its texts exceeds, infinite where none is known. */
  readonly longest: number;
}

/** Most terms that one arena makes; what needs more is refused. */
const MAX_TERMS = 100_000;
const MAX_CODE_POINTS = 0x110000;
const KINDS: readonly Term["kind"][] = ["sequence", "either", "both", "not"];

/**
 * Makes terms and takes their derivatives: what may follow a first code point (J. A. Brzozowski, Derivatives of
 * regular expressions, 1964), which gives a deterministic automaton of any term, its states being terms.
 */
export class RegularTerms {
  #count = 0;
  readonly #leaves = new Map<string, Term>();
  /** Terms of parts, by a number for each list of them. */
  readonly #composites = new Map<number, Term>();
  readonly #lists = new Map<number, number>();
  /** Of each `repeat`, the one with one time less. */
  readonly #rests = new Map<Term, Term>();
  /** By `term.id * MAX_CODE_POINTS + code point`. */
  readonly #derivatives = new Map<number, Term>();
  /** No text. */
  readonly never: Term = this.#leaf("never", false);
  /** The empty text alone. */
  readonly empty: Term = this.#leaf("empty", true);
  /** Any one code point. */
  readonly any: Term = this.set(ALL_CODE_POINTS);
  /** Every text. */
  readonly all: Term = this.not(this.never);

  /** One code point of a set. */
  set(set: CodePoints): Term {
    return set.length === 0 ? this.never : this.#leaf("set", false, { set });
  }

  /** A text, spelt out. */
  text(text: string): Term {
    return this.sequence(
      ...[...text].map((each) => this.set([each.codePointAt(0)!, each.codePointAt(0)!])),
    );
  }

  /** One after the other. */
  sequence(...parts: Term[]): Term {
    return parts.reduceRight((rest, part) => this.#pair(part, rest), this.empty);
  }

  #pair(first: Term, rest: Term): Term {
    if (first.kind === "never" || rest.kind === "never") return this.never;
    if (first.kind === "empty") return rest;
    if (rest.kind === "empty") return first;
    if (first === this.all && rest === this.all) return rest;
    if (first.kind === "sequence") {
      return this.#pair(first.parts[0]!, this.#pair(first.parts[1]!, rest));
    }
    return this.#composite("sequence", first.nullable && rest.nullable, [first, rest]);
  }

  /** A text of any part. */
  either(...parts: Term[]): Term {
    const flat = this.#flat("either", parts, this.never);
    if (flat.includes(this.all)) return this.all;
    if (flat.length < 2) return flat[0] ?? this.never;
    return this.#composite("either", flat.some((part) => part.nullable), flat);
  }

  /** A text of every part. */
  both(...parts: Term[]): Term {
    const flat = this.#flat("both", parts, this.all);
    if (flat.includes(this.never)) return this.never;
    if (flat.length < 2) return flat[0] ?? this.all;
    const nullable = flat.every((part) => part.nullable);
    if (flat.includes(this.empty)) return nullable ? this.empty : this.never;
    return this.#composite("both", nullable, flat);
  }

  /** The parts of an operation that is associative, commutative and idempotent, in one order, without its identity. */
  #flat(kind: Term["kind"], parts: readonly Term[], identity: Term): Term[] {
    const flat: Term[] = [];
    for (const part of parts) {
      if (part.kind === kind) flat.push(...part.parts);
      else if (part !== identity) flat.push(part);
    }
    if (flat.length < 2) return flat;
    return flat.sort((a, b) => a.id - b.id).filter((part, i) => part !== flat[i - 1]);
  }

  /** Every text that the term lacks. */
  not(term: Term): Term {
    return term.kind === "not" ? term.parts[0]! : this.#composite("not", !term.nullable, [term]);
  }

  /** A term from `min` to `max` times; `max` may be infinite. */
  repeat(term: Term, min: number, max: number): Term {
    if (max === 0 || term.kind === "empty") return this.empty;
    if (term.kind === "never") return min === 0 ? this.empty : this.never;
    if (min === 1 && max === 1) return term;
    const least = term.nullable ? 0 : min;
    if (term === this.any && least === 0 && max === Infinity) return this.all;
    return this.#leaf("repeat", least === 0, { parts: [term], min: least, max });
  }

  /** What may follow a code point in the texts that start with it. */
  derivative(term: Term, codePoint: number): Term {
    if (term.kind === "set") return includes(term.set, codePoint) ? this.empty : this.never;
    const key = term.id * MAX_CODE_POINTS + codePoint;
    let result = this.#derivatives.get(key);
    if (result === undefined) this.#derivatives.set(key, result = this.#derive(term, codePoint));
    return result;
  }

  #derive(term: Term, codePoint: number): Term {
    const { kind, parts: [first, second] } = term;
    switch (kind) {
      case "never":
      case "empty":
      case "set":
        return this.never;
      case "sequence": {
        const head = this.#pair(this.derivative(first!, codePoint), second!);
        return first!.nullable ? this.either(head, this.derivative(second!, codePoint)) : head;
      }
      case "either":
        return this.either(...term.parts.map((part) => this.derivative(part, codePoint)));
      case "both":
        return this.both(...term.parts.map((part) => this.derivative(part, codePoint)));
      case "not":
        return this.not(this.derivative(first!, codePoint));
      case "repeat":
        return this.#pair(this.derivative(first!, codePoint), this.#restOf(term));
    }
  }

  #restOf(term: Term): Term {
    let rest = this.#rests.get(term);
    if (rest === undefined) {
      rest = this.repeat(term.parts[0]!, Math.max(0, term.min - 1), term.max - 1);
      this.#rests.set(term, rest);
    }
    return rest;
  }

  /** Whether a text is one of the term's. */
  matches(term: Term, text: string): boolean {
    let rest = term;
    for (const each of text) rest = this.derivative(rest, each.codePointAt(0)!);
    return rest.nullable;
  }

  #composite(kind: Term["kind"], nullable: boolean, parts: readonly Term[]): Term {
    let list = KINDS.indexOf(kind);
    for (const part of parts) {
      const longer = list * MAX_TERMS + part.id;
      const known = this.#lists.get(longer);
      if (known === undefined) this.#lists.set(longer, list = KINDS.length + this.#lists.size);
      else list = known;
    }
    let term = this.#composites.get(list);
    if (term === undefined) {
      this.#composites.set(list, term = this.#make(kind, nullable, { parts }));
    }
    return term;
  }

  #leaf(kind: Term["kind"], nullable: boolean, fields: Partial<Term> = {}): Term {
    const key = `${kind} ${fields.parts?.[0]?.id} ${fields.set} ${fields.min} ${fields.max}`;
    let term = this.#leaves.get(key);
    if (term === undefined) this.#leaves.set(key, term = this.#make(kind, nullable, fields));
    return term;
  }

  #make(
    kind: Term["kind"],
    nullable: boolean,
    { parts = [], set = [], min = 0, max = 0 }: Partial<Term>,
  ): Term {
    if (this.#count === MAX_TERMS) throw tooManyStates();
    const longest = longestOf(kind, parts, max);
    return { id: this.#count++, kind, nullable, parts, set, min, max, longest };
  }
}

function longestOf(kind: Term["kind"], parts: readonly Term[], max: number): number {
  const each = parts.map((part) => part.longest);
  switch (kind) {
    case "never":
    case "empty":
      return 0;
    case "set":
      return 1;
    case "sequence":
      return each[0]! + each[1]!;
    case "either":
      return Math.max(...each);
    case "both":
      return Math.min(...each);
    case "not":
      return Infinity;
    case "repeat":
      return each[0] === 0 ? 0 : each[0]! * max;
  }
}

/** The error of a language whose automaton would be too large. */
export function tooManyStates(): HologramError {
  return new HologramError("it needs an automaton with too many states", { kind: "too_large" });
}
