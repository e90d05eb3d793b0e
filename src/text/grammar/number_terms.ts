import { parsePattern } from "./parse_pattern.ts";
import type { RegularTerms, Term } from "./regular_terms.ts";

/** What a schema asks of a number. */
export interface NumberLimits {
  /** Whether it must be a whole number. */
  integer: boolean;
  /** The least allowed value, or -Infinity. */
  low: number;
  /** Whether the value `low` itself is ruled out. */
  lowExcluded: boolean;
  /** The greatest allowed value, or Infinity. */
  high: number;
  /** Whether the value `high` itself is ruled out. */
  highExcluded: boolean;
  /** Powers of ten of which it must be a multiple, by their exponents. */
  exponents: readonly number[];
}

/** Most characters of a number without its sign. */
const MAX_LENGTH = 33;
/** The same where a bound is excluded: decimals of 15 digits stay apart when they are read as doubles. */
const MAX_EXACT_LENGTH = 16;

/** The decimals within limits, without exponents and without a negative zero. */
export function numberTerm(terms: RegularTerms, limits: NumberLimits): Term {
  const { low, high, lowExcluded, highExcluded, integer } = limits;
  const excludes = (lowExcluded || highExcluded) && !integer;
  const bounds = [low, high].filter(Number.isFinite).map((each) => decimalText(Math.abs(each)));
  const longest = Math.max(
    excludes ? MAX_EXACT_LENGTH : MAX_LENGTH,
    ...bounds.map((each) => each.length + 1),
  );
  const magnitude = terms.both(
    parsePattern(terms, integer ? "^(?:0|[1-9]\\d*)$" : "^(?:0|[1-9]\\d*)(?:\\.\\d+)?$"),
    terms.repeat(terms.any, 1, longest),
    ...limits.exponents.map((exponent) => multiples(terms, exponent)),
  );
  const positive = range(terms, low, lowExcluded, high, highExcluded);
  const negative = range(terms, -high, highExcluded, -low, lowExcluded);
  return terms.either(
    terms.both(magnitude, positive),
    terms.sequence(
      terms.text("-"),
      terms.both(magnitude, negative, atLeast(terms, 0, true)),
    ),
  );
}

function multiples(terms: RegularTerms, exponent: number): Term {
  if (exponent < 0) return parsePattern(terms, `^\\d+(?:\\.\\d{1,${-exponent}})?$`);
  return parsePattern(terms, exponent === 0 ? "^\\d+$" : `^(?:0|\\d+0{${exponent}})$`);
}

/** Decimals without sign within bounds, which may be negative or infinite. */
function range(
  terms: RegularTerms,
  low: number,
  lowExcluded: boolean,
  high: number,
  highExcluded: boolean,
): Term {
  if (high < 0) return terms.never;
  const from = low < 0 ? terms.all : atLeast(terms, low, lowExcluded);
  return high === Infinity
    ? from
    : terms.both(from, terms.not(atLeast(terms, high, !highExcluded)));
}

/** Decimals without sign from a bound on, which is no less than 0; the bound itself only where it is not excluded. */
function atLeast(terms: RegularTerms, bound: number, excluded: boolean): Term {
  const [whole, part = ""] = decimalText(bound).split(".") as [string, string?];
  const options = [`[1-9]\\d{${whole.length},}(?:\\.\\d+)?`];
  for (const [i, digit] of [...whole].entries()) {
    if (digit === "9") continue;
    const rest = `\\d{${whole.length - i - 1}}(?:\\.\\d+)?`;
    options.push(`${whole.slice(0, i)}[${Number(digit) + 1}-9]${rest}`);
  }
  for (const [i, digit] of [...part].entries()) {
    if (digit !== "9") options.push(`${whole}\\.${part.slice(0, i)}[${Number(digit) + 1}-9]\\d*`);
  }
  const more = excluded ? "\\d*[1-9]\\d*" : "\\d*";
  if (part !== "") options.push(`${whole}\\.${part}${more}`);
  else options.push(excluded ? `${whole}\\.${more}` : `${whole}(?:\\.\\d+)?`);
  return parsePattern(terms, `^(?:${options.join("|")})$`);
}

/** A number that is no less than 0 in decimal notation, without exponent. */
function decimalText(value: number): string {
  const [mantissa, exponent = "0"] = String(value).split("e") as [string, string?];
  const [whole, part = ""] = mantissa.split(".") as [string, string?];
  const shift = Number(exponent);
  const digits = whole + part;
  const point = whole.length + shift;
  if (point <= 0) return `0.${"0".repeat(-point)}${digits}`;
  const padded = digits.padEnd(point, "0");
  const rest = padded.slice(point);
  return rest === "" ? padded : `${padded.slice(0, point)}.${rest}`;
}
