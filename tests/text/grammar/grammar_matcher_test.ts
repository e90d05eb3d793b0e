import assert from "node:assert/strict";
import type { HologramError } from "../../../src/base/mod.ts";
import { compileGrammar, GrammarMatcher, Vocabulary } from "../../../src/text/grammar/mod.ts";
import { loadTokenizer, seededRandom, type Tokenizer } from "../../../src/text/mod.ts";
import { sharedData } from "../../support/shared_data.ts";
import { fits } from "./ajv.ts";
import { allowed, BYTES, END, schemaGrammar, takes } from "./byte_matcher.ts";
import { pick, randomSchema } from "./random_schema.ts";

const GPT2 = sharedData("tokenizers/hf/gpt2/tokenizer.json");

function vocabularyOf(tokenizer: Tokenizer): Vocabulary {
  const tokens = Array.from(
    { length: tokenizer.size },
    (_, id) => tokenizer.isSpecial(id) ? undefined : tokenizer.bytesOf(id, false),
  );
  return new Vocabulary(tokens, [tokenizer.idOf("<|endoftext|>")!]);
}

/** Follows random allowed tokens to an end, with a leaning to those that close something. */
function randomText(matcher: GrammarMatcher, vocabulary: Vocabulary, random: () => number): string {
  const bytes: number[] = [];
  const closers = new Set(
    vocabulary.ids.filter((id) => /^["}\]]+$/.test(textOf(vocabulary, id))),
  );
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
  judge(BYTES, 1, 150));

Deno.test({
  name: "random tokens that the masks allow give JSON that fits the schema",
  ignore: GPT2 === undefined,
  fn: () => judge(vocabularyOf(loadTokenizer(Deno.readTextFileSync(GPT2!))), 2, 25),
});

Deno.test({
  name: "the tokens of a document that fits are allowed at every step",
  ignore: GPT2 === undefined,
  fn() {
    const tokenizer = loadTokenizer(Deno.readTextFileSync(GPT2!));
    const vocabulary = vocabularyOf(tokenizer);
    const list = { type: "array", items: { type: "string" } };
    const schema = {
      type: "object",
      properties: {
        name: { type: "string", maxLength: 40 },
        list,
        inner: { type: "object", additionalProperties: list },
      },
    };
    const document = {
      name: 'José 東京 "x" 😀',
      list: ["a", "", "b c"],
      inner: { q: [], r: ["{}"] },
    };
    const grammars = [schemaGrammar(schema), compileGrammar({ type: "json" })];
    for (const text of [JSON.stringify(document), JSON.stringify(document, null, 2)]) {
      for (const grammar of grammars) {
        const matcher = new GrammarMatcher(grammar, vocabulary);
        for (const id of tokenizer.encode(text)) {
          const logits = new Float32Array(vocabulary.size + 5);
          matcher.mask(logits);
          assert.equal(logits[id], 0, `${tokenizer.tokenText(id)} in ${text}`);
          assert.equal(logits.at(-1), -Infinity);
          matcher.accept(id);
        }
        assert.ok(matcher.isComplete && !matcher.canContinue);
        assert.deepEqual(allowed(matcher, vocabulary), vocabulary.eosIds);
      }
    }
  },
});

Deno.test({
  name: "a mask allows exactly the tokens whose bytes can be read one by one",
  ignore: GPT2 === undefined,
  fn() {
    const tokenizer = loadTokenizer(Deno.readTextFileSync(GPT2!));
    const vocabulary = vocabularyOf(tokenizer);
    const grammar = compileGrammar({ type: "json" });
    for (
      const text of ["", '{"a', '{"a":[1', '{"a":[[{"b":"é', '{"a":"x"', `{"a":${"[".repeat(97)}`]
    ) {
      const matcher = new GrammarMatcher(grammar, vocabulary);
      const prefix = new TextEncoder().encode(text);
      const single = Array.from(vocabulary.ids).filter((id) =>
        vocabulary.bytesOf(id)!.length === 1
      );
      const idOfByte = new Map(single.map((id) => [vocabulary.bytesOf(id)![0]!, id]));
      for (const byte of prefix) matcher.accept(idOfByte.get(byte)!);
      const mask = new Set(allowed(matcher, vocabulary));
      for (let id = 0; id < vocabulary.size; id += 7) {
        const bytes = vocabulary.bytesOf(id);
        if (bytes === undefined) continue;
        const bytewise = new GrammarMatcher(grammar, BYTES);
        let read = true;
        try {
          for (const byte of [...prefix, ...bytes]) bytewise.accept(byte);
        } catch {
          read = false;
        }
        assert.equal(mask.has(id), read, `${tokenizer.tokenText(id)} behind ${text}`);
      }
    }
  },
});

Deno.test("literals, sequences and choices are enforced", () => {
  const call = {
    type: "sequence" as const,
    parts: [{ type: "literal" as const, text: "<call>" }, { type: "json" as const }, {
      type: "literal" as const,
      text: "</call>",
    }],
  };
  const grammar = compileGrammar({
    type: "choice",
    options: [call, { type: "literal", text: "no" }],
  });
  for (const text of ["no", '<call>{"a":1}</call>', "<call>\n{}</call>"]) {
    assert.ok(takes(grammar, text), text);
  }
  for (const text of ["", "<call>[]</call>", "<call>{}", "none"]) {
    assert.ok(!takes(grammar, text), text);
  }
});

Deno.test("what is not allowed is refused, and the end only where the text is complete", () => {
  const matcher = new GrammarMatcher(schemaGrammar({ type: "integer" }), BYTES);
  const refuses = (id: number) =>
    assert.throws(() => matcher.accept(id), (error: HologramError) => error.kind === "invalid");
  refuses(END);
  refuses("x".charCodeAt(0));
  refuses(999);
  matcher.accept("4".charCodeAt(0));
  assert.ok(matcher.isComplete && matcher.canContinue);
  matcher.accept(END);
  assert.ok(!matcher.canContinue);
  refuses("2".charCodeAt(0));
});
