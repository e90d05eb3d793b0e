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
}

/** Most terms that one arena makes; what needs more is refused. */
const MAX_TERMS = 100_000;

/**
 * Makes terms and takes their derivatives: what may follow a first code point (J. A. Brzozowski, Derivatives of
 * regular expressions, 1964), which gives a deterministic automaton of any term, its states being terms.
 */
export class RegularTerms {
  readonly #terms = new Map<string, Term>();
  readonly #derivatives = new Map<Term, Map<number, Term>>();
  /** No text. */
  readonly never: Term = this.#make("never", false, []);
  /** The empty text alone. */
  readonly empty: Term = this.#make("empty", true, []);
  /** Any one code point. */
  readonly any: Term = this.set(ALL_CODE_POINTS);
  /** Every text. */
  readonly all: Term = this.not(this.never);

  /** One code point of a set. */
  set(set: CodePoints): Term {
    return set.length === 0 ? this.never : this.#make("set", false, [], { set });
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
    return this.#make("sequence", first.nullable && rest.nullable, [first, rest]);
  }

  /** A text of any part. */
  either(...parts: Term[]): Term {
    const flat = this.#flat("either", parts, this.never);
    if (flat.includes(this.all)) return this.all;
    if (flat.length < 2) return flat[0] ?? this.never;
    return this.#make("either", flat.some((part) => part.nullable), flat);
  }

  /** A text of every part. */
  both(...parts: Term[]): Term {
    const flat = this.#flat("both", parts, this.all);
    if (flat.includes(this.never)) return this.never;
    if (flat.length < 2) return flat[0] ?? this.all;
    const nullable = flat.every((part) => part.nullable);
    if (flat.includes(this.empty)) return nullable ? this.empty : this.never;
    return this.#make("both", nullable, flat);
  }

  /** The parts of an operation that is associative, commutative and idempotent, in one order, without its identity. */
  #flat(kind: Term["kind"], parts: readonly Term[], identity: Term): Term[] {
    const all = parts.flatMap((part) => part.kind === kind ? part.parts : [part]);
    return [...new Set(all)].filter((part) => part !== identity).sort((a, b) => a.id - b.id);
  }

  /** Every text that the term lacks. */
  not(term: Term): Term {
    return term.kind === "not" ? term.parts[0]! : this.#make("not", !term.nullable, [term]);
  }

  /** A term from `min` to `max` times; `max` may be infinite. */
  repeat(term: Term, min: number, max: number): Term {
    if (max === 0 || term.kind === "empty") return this.empty;
    if (term.kind === "never") return min === 0 ? this.empty : this.never;
    if (min === 1 && max === 1) return term;
    const least = term.nullable ? 0 : min;
    if (term === this.any && least === 0 && max === Infinity) return this.all;
    return this.#make("repeat", least === 0, [term], { min: least, max });
  }

  /** What may follow a code point in the texts that start with it. */
  derivative(term: Term, codePoint: number): Term {
    let known = this.#derivatives.get(term);
    if (known === undefined) this.#derivatives.set(term, known = new Map());
    let result = known.get(codePoint);
    if (result === undefined) known.set(codePoint, result = this.#derive(term, codePoint));
    return result;
  }

  #derive(term: Term, codePoint: number): Term {
    const { kind, parts: [first, second], min, max } = term;
    switch (kind) {
      case "never":
      case "empty":
        return this.never;
      case "set":
        return includes(term.set, codePoint) ? this.empty : this.never;
      case "sequence": {
        const head = this.sequence(this.derivative(first!, codePoint), second!);
        return first!.nullable ? this.either(head, this.derivative(second!, codePoint)) : head;
      }
      case "either":
        return this.either(...term.parts.map((part) => this.derivative(part, codePoint)));
      case "both":
        return this.both(...term.parts.map((part) => this.derivative(part, codePoint)));
      case "not":
        return this.not(this.derivative(first!, codePoint));
      case "repeat":
        return this.sequence(
          this.derivative(first!, codePoint),
          this.repeat(first!, Math.max(0, min - 1), max - 1),
        );
    }
  }

  /** Whether a text is one of the term's. */
  matches(term: Term, text: string): boolean {
    let rest = term;
    for (const each of text) rest = this.derivative(rest, each.codePointAt(0)!);
    return rest.nullable;
  }

  #make(
    kind: Term["kind"],
    nullable: boolean,
    parts: readonly Term[],
    { set = [], min = 0, max = 0 }: Partial<Pick<Term, "set" | "min" | "max">> = {},
  ): Term {
    const key = `${kind} ${parts.map((part) => part.id)} ${set} ${min} ${max}`;
    let term = this.#terms.get(key);
    if (term === undefined) {
      if (this.#terms.size === MAX_TERMS) throw tooManyStates();
      term = { id: this.#terms.size, kind, nullable, parts, set, min, max };
      this.#terms.set(key, term);
    }
    return term;
  }
}

/** The error of a language whose automaton would be too large. */
export function tooManyStates(): HologramError {
  return new HologramError("it needs an automaton with too many states", { kind: "too_large" });
}
