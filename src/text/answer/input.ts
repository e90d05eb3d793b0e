import { overlap } from "./overlap.ts";

/** A computation that pauses whenever it needs text that has not arrived. */
export type Wait<T> = Generator<void, T, void>;

/**
 * Text that arrives in pieces. Every reader of it decides on characters alone, never on where a piece ends: so any split of
 * a text gives the same result.
 */
export class Input {
  /** What has arrived and is not yet taken. */
  text = "";
  /** Whether no more will arrive. */
  ended = false;

  /** Takes the first characters away. */
  take(length: number): string {
    const text = this.text.slice(0, length);
    this.text = this.text.slice(length);
    return text;
  }
}

/** Whether there is a character at an index. */
export function* has(input: Input, index: number): Wait<boolean> {
  while (input.text.length <= index) {
    if (input.ended) return false;
    yield;
  }
  return true;
}

/** Whether the text from an index on starts with a literal. */
export function* startsWith(input: Input, literal: string, at: number): Wait<boolean> {
  for (let i = 0; i < literal.length; i++) {
    if (!(yield* has(input, at + i)) || input.text[at + i] !== literal[i]) return false;
  }
  return true;
}

/** Which of the literals the text from an index on starts with. */
export function* oneOf(
  input: Input,
  literals: readonly string[],
  at: number,
): Wait<string | undefined> {
  for (const literal of literals) if (yield* startsWith(input, literal, at)) return literal;
  return undefined;
}

/** The index of the first character that does not match; of the end where all do. */
export function* skip(input: Input, pattern: RegExp, at: number): Wait<number> {
  while ((yield* has(input, at)) && pattern.test(input.text[at]!)) at++;
  return at;
}

/** The index of the first character that is no white space. */
export function skipSpace(input: Input, at: number): Wait<number> {
  return skip(input, /\s/, at);
}

/** The index after an optional literal and the space before it. */
export function* skipOptional(input: Input, literal: string, at: number): Wait<number> {
  const start = yield* skipSpace(input, at);
  return (yield* startsWith(input, literal, start)) ? start + literal.length : at;
}

/** A literal and where it stands. */
export interface Found {
  /** Which one. */
  literal: string;
  /** Index of its first character. */
  at: number;
}

/** The first of the literals in what has arrived. */
function firstOf(input: Input, literals: readonly string[], from: number): Found | undefined {
  return literals
    .map((literal) => ({ literal, at: input.text.indexOf(literal, from) }))
    .filter(({ at }) => at !== -1)
    .reduce<Found | undefined>(
      (first, next) => first && first.at <= next.at ? first : next,
      undefined,
    );
}

/** Waits for the first of the literals; `undefined` where none comes. */
export function* find(
  input: Input,
  literals: readonly string[],
  from: number,
): Wait<Found | undefined> {
  for (;;) {
    const found = firstOf(input, literals, from);
    if (found || input.ended) return found;
    from = Math.max(from, input.text.length - overlap(input.text.slice(from), literals));
    yield;
  }
}

/**
 * Gives text away as it arrives, up to the first of the literals from an index on. Says which one stands at the front then;
 * `undefined` when the text ended without.
 */
export function* passUntil(
  input: Input,
  literals: readonly string[],
  pass: (text: string) => void,
  from = 0,
): Wait<string | undefined> {
  for (;;) {
    const found = firstOf(input, literals, from);
    if (found || input.ended) {
      pass(input.take(found?.at ?? input.text.length));
      return found?.literal;
    }
    const certain = input.text.length - overlap(input.text.slice(from), literals);
    pass(input.take(certain));
    from = Math.max(0, from - certain);
    yield;
  }
}

const CLOSING: Readonly<Record<string, string>> = { "{": "}", "[": "]", "(": ")" };

/**
 * The index after the bracket that closes the one at an index; `undefined` when brackets do not match or the text ends
 * before. Brackets in double quotes do not count, in Python also not those in single and triple quotes.
 */
export function* bracketEnd(
  input: Input,
  at: number,
  language: "json" | "python",
): Wait<number | undefined> {
  const open: string[] = [];
  while (yield* has(input, at)) {
    const character = input.text[at]!;
    const closing = CLOSING[character];
    if (character === '"' || (character === "'" && language === "python")) {
      const end = yield* stringEnd(input, at, language);
      if (end === undefined) return undefined;
      at = end;
      continue;
    }
    at++;
    if (closing !== undefined) open.push(closing);
    else if (character === "}" || character === "]" || character === ")") {
      if (open.pop() !== character) return undefined;
      if (open.length === 0) return at;
    }
  }
  return undefined;
}

function* stringEnd(
  input: Input,
  at: number,
  language: "json" | "python",
): Wait<number | undefined> {
  const quote = input.text[at]!;
  const triple = quote.repeat(3);
  const mark = language === "python" && (yield* startsWith(input, triple, at)) ? triple : quote;
  at += mark.length;
  while (yield* has(input, at)) {
    if (input.text[at] === "\\") at += 2;
    else if (yield* startsWith(input, mark, at)) return at + mark.length;
    else at++;
  }
  return undefined;
}
