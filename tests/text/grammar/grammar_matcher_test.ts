import assert from "node:assert/strict";
import type { HologramError } from "../../../src/base/mod.ts";
import {
  compileGrammar,
  type Grammar,
  GrammarMatcher,
  Vocabulary,
} from "../../../src/text/grammar/mod.ts";
import { Configurations, DEAD, END as BOTTOM } from "../../../src/text/grammar/configurations.ts";
import { allowed, BYTES, END, schemaGrammar, takes } from "./byte_matcher.ts";
import { seededRandom } from "../../../src/text/mod.ts";
import { pick } from "./random_schema.ts";
import { gpt2, qwen2 } from "./vocabularies.ts";

for (const [name, load] of [["GPT-2", gpt2], ["Qwen2", qwen2]] as const) {
  Deno.test({
    name: `the tokens of ${name} for a document that fits are allowed at every step`,
    ignore: load === undefined,
    fn() {
      const { tokenizer, vocabulary } = load!();
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
    name: `a mask allows exactly the tokens of ${name} whose bytes can be read one by one`,
    ignore: load === undefined,
    fn: () => checkMasks(load!().vocabulary),
  });
}

Deno.test("a mask allows exactly the tokens of a small vocabulary whose bytes can be read one by one", () => {
  const random = seededRandom(6);
  const pieces = [..."abcxe 0[{", "na", "é", "東", "😀", '"', '"]', "\\", "\n", '": ', "\uD800"];
  const tokens = Array.from({ length: 3000 }, () => {
    const count = 1 + Math.floor(random() * 9);
    const text = Array.from({ length: count }, () => pick(random, pieces)).join("");
    const bytes = new TextEncoder().encode(text);
    return random() < 0.9 ? bytes : bytes.slice(0, -1);
  });
  checkMasks(new Vocabulary(tokens, []));
});

/** Compares masks with what can be read. */
function checkMasks(vocabulary: Vocabulary): void {
  const json = compileGrammar({ type: "json" });
  const short = schemaGrammar({ type: "string", minLength: 2, maxLength: 7 });
  const other = schemaGrammar({
    type: "object",
    properties: { name: { type: "string", pattern: "x.*" } },
    additionalProperties: { type: "integer" },
  });
  const cases = [
    ...["", '{"a', '{"a":[[{"b":"é', '{"a":"x"', `{"a":${"[".repeat(97)}`]
      .map((text) => [json, text] as const),
    ...['"', '"a', '"abcde', '"abcdefg'].map((text) => [short, text] as const),
    ...['{"na', '{"name":"a', '{"name":"xy', '{"b'].map((text) => [other, text] as const),
  ];
  for (const [grammar, text] of cases) {
    const matcher = new GrammarMatcher(grammar, vocabulary);
    assert.ok(matcher.acceptText(text), text);
    assert.deepEqual(allowed(matcher, vocabulary), readable(grammar, text, vocabulary), text);
  }
}

/** The tokens that can be read behind a text that is not complete, each tried on its own. */
function readable({ network }: Grammar, text: string, vocabulary: Vocabulary): number[] {
  const configurations = new Configurations(network);
  const read = (from: number, bytes: Uint8Array): number =>
    bytes.reduce((set, byte) => set === DEAD ? DEAD : configurations.step(set, byte), from);
  const start = configurations.setOf([{ place: network.start, stack: BOTTOM }]);
  const here = read(start, new TextEncoder().encode(text));
  const ids = Array.from({ length: vocabulary.size }, (_, id) => id);
  return ids.filter((id) => {
    const bytes = vocabulary.eosIds.includes(id) ? undefined : vocabulary.bytesOf(id);
    return bytes !== undefined && bytes.length > 0 && read(here, bytes) !== DEAD;
  });
}

Deno.test("a text stays counted where the matcher starts afresh", () => {
  // Each character is a set of its own: more of them than a matcher keeps.
  const length = 25_000;
  const text = { type: "string", minLength: length, maxLength: length };
  const schema = { properties: { texts: { type: "array", items: text } } };
  const matcher = new GrammarMatcher(schemaGrammar(schema), BYTES);
  assert.ok(matcher.acceptText(`{"texts":["${"a".repeat(length - 1)}`));
  assert.ok(!matcher.acceptText('"'));
  assert.ok(matcher.acceptText("b"));
  assert.deepEqual(allowed(matcher, BYTES), ['"'.charCodeAt(0)]);
  assert.ok(matcher.acceptText('"]}') && matcher.isComplete && !matcher.canContinue);
});

Deno.test("a text that can be read in more than 5,000 ways is refused, one in 5,000 is not", () => {
  const ways = (count: number) =>
    new GrammarMatcher(
      compileGrammar({
        type: "choice",
        options: Array.from({ length: count }, (_, i) => ({ type: "literal", text: `a${i}` })),
      }),
      BYTES,
    );
  assert.ok(ways(5000).acceptText("a4999"));
  assert.throws(() => ways(5001).acceptText("a"), (error: HologramError) => {
    assert.equal(error.kind, "too_large");
    return /more than 5000 ways/.test(error.message);
  });
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
  for (const text of ["no", '<call>{"a":1}</call>', "<call> {}</call>"]) {
    assert.ok(takes(grammar, text), text);
  }
  for (const text of ["", "<call>[]</call>", "<call>{}", "<call>\n{}</call>", "none"]) {
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
  assert.equal(allowed(matcher, BYTES).length, 11);
  matcher.accept(END);
  assert.ok(!matcher.canContinue);
  assert.deepEqual(allowed(matcher, BYTES), [END]);
  refuses("2".charCodeAt(0));
});
