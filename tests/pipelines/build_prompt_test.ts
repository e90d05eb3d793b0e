import assert from "node:assert/strict";
import { buildPrompt, type PromptOptions } from "../../src/pipelines/build_prompt.ts";
import type { GenerationRequest } from "../../src/pipelines/mod.ts";
import { openPromptTemplate, type Tokenizer } from "../../src/text/mod.ts";
import { ollamaCases } from "../support/ollama_cases.ts";

/** A word is a token. */
const WORDS = {
  encode: (text: string) => text.split(/\s+/).filter(Boolean).map((_, i) => i),
  tokenText: String,
} as unknown as Tokenizer;

const TEMPLATE = openPromptTemplate(
  "{{- if .System }}{{ .System }} {{ end }}{{- if .Prompt }}{{ .Prompt }} {{ end }}" +
    "{{- if .Response }}{{ .Response }} {{ end }}",
);

function options(limit: number, more: Partial<PromptOptions> = {}): PromptOptions {
  return { tokenizer: WORDS, template: TEMPLATE, limit, target: limit, keep: 0, ...more };
}

const messages = [
  { role: "system", content: "be brief" },
  { role: "user", content: "one two three" },
  { role: "assistant", content: "four five" },
  { role: "user", content: "six seven" },
];

Deno.test("A conversation that fits stays whole, and nothing is said of a cut", () => {
  const prompt = buildPrompt({ messages }, options(9));
  assert.equal(prompt.text, "be brief one two three four five six seven ");
  assert.equal(prompt.truncated, undefined);
});

Deno.test("The oldest messages are left out until the rest fits, and how many is told", () => {
  const prompt = buildPrompt({ messages }, options(8));
  assert.equal(prompt.text, "be brief four five six seven ");
  assert.deepEqual(prompt.truncated, { messages: 1, tokens: 3 });
  const shorter = buildPrompt({ messages }, options(5));
  assert.equal(shorter.text, "be brief six seven ");
  assert.deepEqual(shorter.truncated, { messages: 2, tokens: 5 });
});

Deno.test("System messages and the last message stay; then tokens go, after the first few", () => {
  const prompt = buildPrompt({ messages }, options(3, { keep: 1 }));
  assert.deepEqual(prompt.ids, [0, 2, 3]);
  assert.deepEqual(prompt.truncated, { messages: 2, tokens: 6 });
});

Deno.test("A plain prompt loses tokens in its middle", () => {
  const prompt = "a b c d e f g h i j";
  const { ids, truncated } = buildPrompt(
    { prompt },
    options(8, { template: undefined, target: 6, keep: 2 }),
  );
  assert.deepEqual(ids, [0, 1, 6, 7, 8, 9]);
  assert.deepEqual(truncated, { messages: 0, tokens: 4 });
});

Deno.test("A template that refuses to begin in the middle gets the next shorter conversation", () => {
  const template = openPromptTemplate(
    "{% if messages[0].role == 'assistant' %}{{ raise_exception('begin with the user') }}" +
      "{% endif %}{% for m in messages %}{{ m.content }} {% endfor %}",
  );
  const [, ...turns] = messages;
  const prompt = buildPrompt({ messages: turns }, options(5, { template }));
  assert.equal(prompt.text, "six seven ");
  assert.deepEqual(prompt.truncated, { messages: 2, tokens: 5 });
});

Deno.test("Whoever forbids cutting gets the figures instead", () => {
  const request: GenerationRequest = { messages, truncate: false };
  assert.throws(() => buildPrompt(request, options(8)), {
    message:
      "The prompt does not fit the context: it has 9 tokens, and the context holds 9 with the answer",
  });
});

const cases = ollamaCases("chat_truncation");
Deno.test({
  name: "Conversations without pictures are cut where Ollama cuts them",
  ignore: cases === undefined,
  fn: () => {
    const texts = cases!.cases.filter(({ images }) => images.length === 0);
    assert.equal(texts.length, 5);
    for (const { id, limit, truncate, messages, prompt } of texts) {
      // Ollama's `truncate: false` sends what is too long; ours refuses it.
      const most = truncate ? limit : 1000;
      assert.equal(buildPrompt({ messages }, options(most)).text, prompt, id);
    }
  },
});
