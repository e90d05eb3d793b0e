import {
  compileGrammar,
  GrammarMatcher,
  type GrammarSource,
  seededRandom,
  Vocabulary,
} from "../../src/text/mod.ts";
import { compileJudge } from "../../tests/text/grammar/ajv.ts";
import { inTurn, milliseconds, type Row } from "./row.ts";

/** As many tokens as a current model has. */
const SIZE = 150_000;

/** Structured output: what masks, their first computation, schemas and vocabularies cost. */
export async function bench(): Promise<Row[]> {
  const words = randomWords(seededRandom(1), SIZE);
  const newVocabulary = (round: number) => new Vocabulary(rotated(words, round + 2), [0]);
  const vocabulary = newVocabulary(0);
  const logits = Float32Array.from({ length: SIZE }, seededRandom(2));
  const greatest = (times: number) => () => milliseconds(() => passes(logits, times));
  const against = "a pass over the logits for the greatest";
  const masks = 200;
  return [
    {
      what: `grammar: ${masks} masks along a JSON document`,
      ...await inTurn(15, (round) => {
        const matcher = new GrammarMatcher(compileGrammar({ type: "json" }), vocabulary);
        const random = seededRandom(round + 2);
        const document = Object.fromEntries(
          randomWords(random, 40).map((word) => [word, randomWords(random, 4).join(" ")]),
        );
        const parts = JSON.stringify(document).match(/.{1,5}/gs)!;
        return milliseconds(() => {
          for (const part of parts.slice(0, masks)) {
            matcher.mask(logits);
            matcher.acceptText(part);
          }
        });
      }, greatest(masks)),
      unit: "ms",
      against,
      target: 2,
    },
    {
      what: "grammar: the first mask within a string",
      ...await inTurn(7, (round) => firstMask(newVocabulary(round), logits), greatest(1)),
      unit: "ms",
      against,
    },
    {
      what: "grammar: a schema of 8 properties, no part seen before",
      ...await inTurn(
        15,
        (round) => milliseconds(() => compileGrammar(sourceOf(schema(2 * round, true)))),
        (round) => milliseconds(() => compileJudge(schema(2 * round + 1, true))),
      ),
      unit: "ms",
      against: "ajv compiles one like it",
    },
    {
      what: "grammar: a schema of 8 properties, its formats seen before",
      ...await inTurn(
        15,
        (round) => milliseconds(() => compileGrammar(sourceOf(schema(2 * round, false)))),
        (round) => milliseconds(() => compileJudge(schema(2 * round + 1, false))),
      ),
      unit: "ms",
      against: "ajv compiles one like it",
    },
    {
      what: `grammar: the tree of ${SIZE} tokens`,
      ...await inTurn(7, (round) => {
        const tokens = rotated(words, round + 2);
        return milliseconds(() => new Vocabulary(tokens, [0]));
      }, (round) => {
        const text = JSON.stringify([`${round}`, ...words]);
        return milliseconds(() => JSON.parse(text));
      }),
      unit: "ms",
      against: "JSON.parse of the same tokens",
    },
  ];
}

function firstMask(vocabulary: Vocabulary, logits: Float32Array): Promise<number> {
  const matcher = new GrammarMatcher(compileGrammar({ type: "json" }), vocabulary);
  matcher.acceptText('{"name": "x');
  return milliseconds(() => matcher.mask(logits));
}

function sourceOf(schema: unknown): GrammarSource {
  return { type: "schema", schema };
}

/** A schema with names of its own, and, where it is asked for, with lengths and bounds that no other has. */
function schema(round: number, fresh: boolean): object {
  const own = fresh ? 100 + round : 100;
  const text = { type: "string" };
  const properties = {
    id: { type: "integer", minimum: own },
    name: { ...text, minLength: 1, maxLength: own },
    email: { ...text, format: "email", ...(fresh && { pattern: `^(?!u${own})` }) },
    created: { ...text, format: "date-time", ...(fresh && { maxLength: own }) },
    tags: { type: "array", items: text, maxItems: 10 },
    kind: { enum: ["one", "two", `k${round}`] },
    score: { type: "number", minimum: 0, maximum: own },
    code: { ...text, pattern: fresh ? `^[A-Z]{2}-\\d{5}-${own}$` : "^[A-Z]{2}-\\d{5}$" },
  };
  const named = Object.entries(properties).map(([name, value]) => [`${name}${round}`, value]);
  return {
    type: "object",
    properties: Object.fromEntries(named),
    required: named.map(([name]) => name),
    additionalProperties: false,
  };
}

/** Words with the lengths of tokens, some of them with JSON's own characters. */
function randomWords(random: () => number, count: number): string[] {
  const pick = (from: string) => from[Math.floor(random() * from.length)]!;
  return Array.from({ length: count }, () => {
    const length = 1 + Math.floor(random() * random() * 12);
    let word = random() < 0.5 ? " " : "";
    for (let i = 0; i < length; i++) word += pick("abcdefghijklmnopqrstuvwxyzeeaoin");
    return random() < 0.02 ? word + pick('"\\{}[]:,\n') : word;
  });
}

/** The bytes of words, each `by` places further on. */
function rotated(words: readonly string[], by: number): Uint8Array[] {
  const encoder = new TextEncoder();
  return words.map((_, i) => encoder.encode(words[(i + by) % words.length]!));
}

function passes(logits: Float32Array, times: number): number {
  let greatest = -Infinity;
  for (let pass = 0; pass < times; pass++) {
    for (let i = 0; i < logits.length; i++) if (logits[i]! > greatest) greatest = logits[i]!;
  }
  return greatest;
}
