import { HologramError } from "../../base/mod.ts";
import { ALL_CODE_POINTS, type CodePoints, codePoints, complement, union } from "./code_points.ts";
import type { RegularTerms, Term } from "./regular_terms.ts";

/** Where the text before a part ends: at the start of the text, later (the search began there), behind other parts. */
type Place = "start" | "later" | "behind";

/** What a part of a pattern means; assertions depend on what follows them, and on their place. */
type Meaning =
  | { plain: true; term: Term }
  | { plain: false; moves: boolean; before: (rest: Term, place: Place) => Term };

const DIGITS = codePoints(0x30, 0x39);
const WORD = codePoints(0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a);
// deno-fmt-ignore
const SPACE = codePoints(
  9, 13, 0x20, 0x20, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f, 0x205f, 0x205f,
  0x3000, 0x3000, 0xfeff, 0xfeff,
);
const DOT = complement(codePoints(10, 10, 13, 13, 0x2028, 0x2029));
const CLASSES: Readonly<Record<string, CodePoints>> = {
  d: DIGITS,
  D: complement(DIGITS),
  w: WORD,
  W: complement(WORD),
  s: SPACE,
  S: complement(SPACE),
};
const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13 };

/** Deepest nesting of groups. */
const MAX_DEPTH = 100;
/** Highest bound of a quantifier. */
const MAX_COUNT = 1_000_000;

/**
 * The texts in which an ECMAScript regular expression (as with the flag `u`) finds something: an unanchored one may match
 * anywhere. Lookahead is supported outside of repetitions.
 *
 * @param terms Where to make the term.
 * @param pattern The expression.
 * @throws {HologramError} `invalid` when the pattern is malformed, `unsupported` when it has a construct that cannot be
 * enforced: lookbehind, backreferences, word boundaries, Unicode properties, flags, assertions within repetitions.
 */
export function parsePattern(terms: RegularTerms, pattern: string): Term {
  return new PatternParser(terms, pattern).parse();
}

class PatternParser {
  readonly #terms: RegularTerms;
  readonly #characters: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(terms: RegularTerms, pattern: string) {
    this.#terms = terms;
    this.#characters = [...pattern];
  }

  parse(): Term {
    const meaning = this.#alternatives();
    if (this.#at < this.#characters.length) this.#fail("an unmatched ')'");
    const { all, any } = this.#terms;
    return this.#terms.either(
      this.#before(meaning, all, "start"),
      this.#terms.sequence(any, all, this.#before(meaning, all, "later")),
    );
  }

  #before(meaning: Meaning, rest: Term, place: Place): Term {
    return meaning.plain ? this.#terms.sequence(meaning.term, rest) : meaning.before(rest, place);
  }

  #alternatives(): Meaning {
    if (++this.#depth > MAX_DEPTH) this.#refuse(`nesting deeper than ${MAX_DEPTH} groups`);
    const options = [this.#sequence()];
    while (this.#take("|")) options.push(this.#sequence());
    this.#depth--;
    if (options.every((option) => option.plain)) {
      return { plain: true, term: this.#terms.either(...options.map((option) => option.term)) };
    }
    return {
      plain: false,
      moves: options.some((option) => option.plain || option.moves),
      before: (rest, place) =>
        this.#terms.either(...options.map((option) => this.#before(option, rest, place))),
    };
  }

  #sequence(): Meaning {
    const parts: Meaning[] = [];
    for (let next = this.#peek(); next !== undefined && next !== "|" && next !== ")";) {
      parts.push(this.#quantified());
      next = this.#peek();
    }
    if (parts.every((part) => part.plain)) {
      return { plain: true, term: this.#terms.sequence(...parts.map((part) => part.term)) };
    }
    const first = parts.findIndex((part) => part.plain || part.moves);
    const still = first === -1 ? parts.length : first;
    return {
      plain: false,
      moves: first !== -1,
      before: (rest, place) =>
        parts.reduceRight(
          (after, part, i) => this.#before(part, after, i <= still ? place : "behind"),
          rest,
        ),
    };
  }

  #assertion(before: (rest: Term, place: Place) => Term): Meaning {
    return { plain: false, moves: false, before };
  }

  #quantified(): Meaning {
    const atom = this.#atom();
    const bounds = this.#quantifier();
    if (bounds === undefined) return atom;
    this.#take("?"); // lazy or not, the texts are the same
    if (!atom.plain) this.#refuse("an assertion within a repetition");
    const [min, max] = bounds;
    if (max < min) this.#fail("a quantifier out of order");
    return { plain: true, term: this.#terms.repeat(atom.term, min, max) };
  }

  #quantifier(): [number, number] | undefined {
    if (this.#take("*")) return [0, Infinity];
    if (this.#take("+")) return [1, Infinity];
    if (this.#take("?")) return [0, 1];
    const found = this.#match(/^\{(\d+)(?:(,)(\d*))?\}/);
    if (found === undefined) return undefined;
    const min = Number(found[1]);
    const max = found[2] === undefined ? min : found[3] === "" ? Infinity : Number(found[3]);
    if (Math.max(min, max === Infinity ? 0 : max) > MAX_COUNT) {
      this.#refuse(`a repetition of more than ${MAX_COUNT} times`);
    }
    return [min, max];
  }

  #atom(): Meaning {
    const next = this.#next();
    switch (next) {
      case "^":
        return this.#assertion((rest, place) => {
          if (place === "behind") this.#refuse("'^' behind other parts");
          return place === "start" ? rest : this.#terms.never;
        });
      case "$":
        return this.#assertion((rest) => this.#terms.both(rest, this.#terms.empty));
      case "(":
        return this.#group();
      case "[":
        return this.#plain(this.#class());
      case ".":
        return this.#plain(DOT);
      case "\\":
        return this.#plain(this.#escape());
      case "*":
      case "+":
      case "?":
        return this.#fail("a quantifier with nothing before it");
    }
    // A brace that opens no quantifier stands for itself, as without the flag `u`.
    return this.#plain(single(next));
  }

  #plain(set: CodePoints): Meaning {
    return { plain: true, term: this.#terms.set(set) };
  }

  #group(): Meaning {
    const opening = this.#match(/^\?(?:[:=!]|<=|<!|<[\p{ID_Start}$_][\p{ID_Continue}$]*>)/u)?.[0];
    if (opening === undefined && this.#peek() === "?") this.#refuse("the group '(?'");
    if (opening === "?<=" || opening === "?<!") this.#refuse("lookbehind");
    const inside = this.#alternatives();
    if (!this.#take(")")) this.#fail("a group without its ')'");
    const { all } = this.#terms;
    if (opening === "?=") {
      return this.#assertion((rest, place) =>
        this.#terms.both(this.#before(inside, all, place), rest)
      );
    }
    if (opening === "?!") {
      return this.#assertion((rest, place) =>
        this.#terms.both(this.#terms.not(this.#before(inside, all, place)), rest)
      );
    }
    return inside;
  }

  #class(): CodePoints {
    const negated = this.#take("^");
    let set: CodePoints = [];
    while (!this.#take("]")) {
      const low = this.#classMember();
      if (this.#peek() !== "-" || this.#characters[this.#at + 1] === "]") {
        set = union(set, low);
        continue;
      }
      this.#at++;
      const high = this.#classMember();
      if (low.length === 2 && low[0] === low[1] && high.length === 2 && high[0] === high[1]) {
        if (low[0]! > high[0]!) this.#fail("a range out of order");
        set = union(set, codePoints(low[0]!, high[0]!));
      } else {
        set = union(union(set, low), union(high, single("-")));
      }
    }
    return negated ? complement(set) : set;
  }

  #classMember(): CodePoints {
    const next = this.#next();
    if (next !== "\\") return single(next);
    return this.#take("b") ? codePoints(8, 8) : this.#escape();
  }

  #escape(): CodePoints {
    const next = this.#next();
    const known = CLASSES[next];
    if (known !== undefined) return known;
    const control = CONTROLS[next];
    if (control !== undefined) return codePoints(control, control);
    if (/[1-9k]/.test(next)) this.#refuse(`the backreference '\\${next}'`);
    if (/[bB]/.test(next)) this.#refuse(`the word boundary '\\${next}'`);
    if (/[pP]/.test(next)) this.#refuse(`the Unicode property '\\${next}'`);
    if (next === "0") return codePoints(0, 0);
    if (next === "c") {
      const letter = this.#match(/^[A-Za-z]/)?.[0] ?? this.#fail("'\\c' without a letter");
      return codePoints(letter.charCodeAt(0) % 32, letter.charCodeAt(0) % 32);
    }
    if (next === "x" || next === "u") return this.#hexadecimal(next);
    if (/[A-Za-z]/.test(next)) this.#refuse(`the escape '\\${next}'`);
    return single(next);
  }

  #hexadecimal(kind: "x" | "u"): CodePoints {
    const digits = this.#match(
      kind === "x"
        ? /^[0-9a-fA-F]{2}/
        : /^[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|^[0-9a-fA-F]{4}|^\{[0-9a-fA-F]{1,6}\}/,
    )?.[0] ?? this.#fail(`'\\${kind}' without its digits`);
    const units = digits.replace(/[{}]/g, "").split("\\u").map((each) => parseInt(each, 16));
    const codePoint = units.length === 2
      ? String.fromCharCode(...units).codePointAt(0)!
      : units[0]!;
    if (!(codePoint <= ALL_CODE_POINTS.at(-1)!)) this.#fail("a code point above 10FFFF");
    return codePoints(codePoint, codePoint);
  }

  #peek(): string | undefined {
    return this.#characters[this.#at];
  }

  #next(): string {
    return this.#characters[this.#at++] ?? this.#fail("an early end");
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }

  /** Takes ASCII that matches here. */
  #match(expression: RegExp): RegExpExecArray | undefined {
    const found = expression.exec(this.#characters.slice(this.#at, this.#at + 256).join(""));
    if (found === null) return undefined;
    this.#at += [...found[0]].length;
    return found;
  }

  #fail(what: string): never {
    throw new HologramError(`it is malformed: ${what}`, { kind: "invalid" });
  }

  #refuse(what: string): never {
    throw new HologramError(`${what} is not supported`, { kind: "unsupported" });
  }
}

function single(character: string): CodePoints {
  const codePoint = character.codePointAt(0)!;
  return codePoints(codePoint, codePoint);
}
