import { codePoints } from "./code_points.ts";
import {
  call,
  choice,
  EMPTY,
  type GrammarNode,
  type GrammarRule,
  ranges,
  repeat,
  rule,
  sequence,
  words,
} from "./grammar_node.ts";
import { utf8Node } from "./term_node.ts";

/** Most spaces and tabs that indent a line. */
const MAX_INDENT = 20;
/** Most digits of a number before its point, and behind it. */
const MAX_DIGITS = 32;

/**
 * Space where a line may break: nothing, one space, or a line break and up to 20 spaces or tabs. JSON allows any
 * amount; a small model would go on with it for ever.
 */
export const SPACE: GrammarNode = call(rule(
  "white space",
  choice(
    EMPTY,
    words(" "),
    sequence(words("\n"), repeat(choice(words(" "), words("\t")), 0, MAX_INDENT)),
  ),
));

/** Between a property's name and its value. */
export const COLON: GrammarNode = words(":", ": ");

const HEX = ranges("09afAF");
const plain = ranges(" !#[]\x7f");
/** One code point of a JSON string, plain or escaped; surrogates only in pairs. */
const CHARACTER: GrammarNode = choice(
  plain,
  utf8Node(codePoints(0x80, 0x10ffff)),
  sequence(
    words("\\"),
    choice(
      words(...'"\\/bfnrt'),
      sequence(words("u"), ranges("09acACefEF"), HEX, HEX, HEX),
      sequence(words("u"), ranges("ddDD"), ranges("07"), HEX, HEX),
      sequence(
        words("u"),
        ranges("ddDD"),
        ranges("89abAB"),
        HEX,
        HEX,
        words("\\u"),
        ranges("ddDD"),
        ranges("cfCF"),
        HEX,
        HEX,
      ),
    ),
  ),
);

/** Any JSON string of so many code points. */
export function stringNode(min: number, max: number): GrammarNode {
  const characters: GrammarNode = { kind: "repeat", body: CHARACTER, min, max, text: true };
  return sequence(words('"'), characters, words('"'));
}

/** Any JSON string. */
export const STRING: GrammarNode = call(rule("a string", stringNode(0, Infinity)));

const DIGIT = ranges("09");
const whole = choice(words("0"), sequence(ranges("19"), repeat(DIGIT, 0, MAX_DIGITS - 1)));
const fraction = sequence(words("."), repeat(DIGIT, 1, MAX_DIGITS));
/** Up to 307, so that the number stays finite. */
const upTo307 = choice(
  repeat(DIGIT, 1, 2),
  sequence(ranges("02"), DIGIT, DIGIT),
  sequence(words("30"), ranges("07")),
);
const exponent = sequence(
  words("e", "E"),
  choice(upTo307, sequence(words("+"), upTo307), sequence(words("-"), repeat(DIGIT, 1, 3))),
);

/** Any JSON integer of at most 32 digits, without fraction and exponent. */
export const INTEGER: GrammarNode = call(
  rule("an integer", sequence(choice(EMPTY, words("-")), whole)),
);

/** Any JSON number: at most 32 digits on either side of the point; before an exponent, one digit and a fraction. */
export const NUMBER: GrammarNode = call(rule(
  "a number",
  sequence(
    choice(EMPTY, words("-")),
    choice(
      sequence(whole, choice(EMPTY, fraction)),
      sequence(DIGIT, choice(EMPTY, fraction), exponent),
    ),
  ),
));

/** From `min` to `max` items with commas between them, in brackets. */
export function listNode(
  open: string,
  close: string,
  item: GrammarNode,
  min: number,
  max: number,
): GrammarNode {
  if (max === 0) return sequence(words(open), SPACE, words(close));
  const more = sequence(words(","), SPACE, item);
  const some = sequence(item, repeat(more, Math.max(0, min - 1), max - 1), SPACE);
  return sequence(words(open), SPACE, min === 0 ? choice(EMPTY, some) : some, words(close));
}

const anyArray: GrammarRule = rule("an array", undefined, true);
const anyObject: GrammarRule = rule("an object", undefined, true);

/** Any JSON object. */
export const OBJECT: GrammarNode = call(anyObject);
/** Any JSON array. */
export const ARRAY: GrammarNode = call(anyArray);
/** Any JSON value. */
export const VALUE: GrammarNode = call(
  rule("a value", choice(OBJECT, ARRAY, STRING, NUMBER, words("true", "false", "null"))),
);

anyArray.body = listNode("[", "]", VALUE, 0, Infinity);
anyObject.body = listNode("{", "}", sequence(STRING, COLON, VALUE), 0, Infinity);
