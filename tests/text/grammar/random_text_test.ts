import assert from "node:assert/strict";
import { GrammarMatcher, type Vocabulary } from "../../../src/text/grammar/mod.ts";
import { seededRandom } from "../../../src/text/mod.ts";
import { fits } from "./ajv.ts";
import { allowed, BYTES, schemaGrammar, takes } from "./byte_matcher.ts";
import { randomInstance } from "./random_instance.ts";
import { pick, randomSchema } from "./random_schema.ts";
import { gpt2, qwen2 } from "./vocabularies.ts";

const CLOSERS = new WeakMap<Vocabulary, Set<number>>();

/** Tokens that only close something. */
function closersOf(vocabulary: Vocabulary): Set<number> {
  let closers = CLOSERS.get(vocabulary);
  if (closers === undefined) {
    const ids = vocabulary.ids.filter((id) => /^["}\]]+$/.test(textOf(vocabulary, id)));
    CLOSERS.set(vocabulary, closers = new Set(ids));
  }
  return closers;
}

/** Follows random allowed tokens to an end, with a leaning to those that close something. */
function randomText(matcher: GrammarMatcher, vocabulary: Vocabulary, random: () => number): string {
  const bytes: number[] = [];
  const closers = closersOf(vocabulary);
  for (let steps = 0;; steps++) {
    const ids = allowed(matcher, vocabulary);
    assert.ok(ids.length > 0, "no token is allowed");
    const ends = ids.filter((id) => vocabulary.eosIds.includes(id));
    if (ends.length > 0 && random() < 0.5) break;
    const others = ids.filter((id) => !vocabulary.eosIds.includes(id));
    if (others.length === 0) break;
    const closing = others.filter((id) => closers.has(id));
    const quotes = closing.filter((id) => textOf(vocabulary, id).startsWith('"'));
    const leaning = closing.length > 0 && random() < Math.min(0.5, 0.05 * steps);
    const id = pick(random, leaning ? (quotes.length > 0 ? quotes : closing) : others);
    matcher.accept(id);
    bytes.push(...vocabulary.bytesOf(id)!);
  }
  return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(bytes));
}

function textOf(vocabulary: Vocabulary, id: number): string {
  return String.fromCharCode(...vocabulary.bytesOf(id)!);
}

/** Random texts of random schemas, judged by another implementation. */
function judge(vocabulary: Vocabulary, seed: number, count: number): void {
  const random = seededRandom(seed);
  let judged = 0;
  while (judged < count) {
    const schema = randomSchema(random, 2);
    let grammar;
    try {
      grammar = schemaGrammar(schema);
    } catch (error) {
      assert.match((error as Error).message, /nothing fits/, JSON.stringify(schema));
      continue;
    }
    const text = randomText(new GrammarMatcher(grammar, vocabulary), vocabulary, random);
    const what = `${JSON.stringify(schema)} gave ${text}`;
    const value: unknown = JSON.parse(text);
    assert.ok(fits(schema, value), what);
    assert.ok(takes(grammar, text), what);
    judged++;
  }
}

Deno.test("random bytes that the masks allow give JSON that fits the schema", () =>
  judge(BYTES, 1, 50));

Deno.test({
  name: "random tokens of GPT-2 that the masks allow give JSON that fits the schema",
  ignore: gpt2 === undefined,
  fn: () => judge(gpt2!().vocabulary, 2, 8),
});

Deno.test({
  name: "random tokens of Qwen2 that the masks allow give JSON that fits the schema",
  ignore: qwen2 === undefined,
  fn: () => judge(qwen2!().vocabulary, 3, 3),
});

/** Random values that fit random schemas, each token of their text allowed when it comes. */
function takeInstances(
  vocabulary: Vocabulary,
  encode: (text: string) => readonly number[],
  seed: number,
  count: number,
): void {
  const random = seededRandom(seed);
  for (let taken = 0; taken < count;) {
    const schema = randomSchema(random, 2);
    const value = randomInstance(random, schema);
    if (value === undefined) continue;
    const text = JSON.stringify(value);
    const what = `${JSON.stringify(schema)} and ${text}`;
    assert.ok(fits(schema, value), what);
    const matcher = new GrammarMatcher(schemaGrammar(schema), vocabulary);
    for (const id of encode(text)) {
      const logits = new Float32Array(vocabulary.size);
      matcher.mask(logits);
      assert.equal(logits[id], 0, `${what}: ${textOf(vocabulary, id)}`);
      matcher.accept(id);
    }
    assert.ok(matcher.isComplete, what);
    taken++;
  }
}

Deno.test("random values that fit a schema are allowed, byte by byte", () =>
  takeInstances(BYTES, (text) => [...new TextEncoder().encode(text)], 4, 80));

Deno.test({
  name: "random values that fit a schema are allowed, token by token",
  ignore: qwen2 === undefined,
  fn() {
    const { tokenizer, vocabulary } = qwen2!();
    takeInstances(vocabulary, (text) => tokenizer.encode(text), 5, 25);
  },
});
