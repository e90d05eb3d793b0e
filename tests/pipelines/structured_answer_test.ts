import assert from "node:assert/strict";
import type { GenerationRequest, TextEvent } from "../../src/pipelines/mod.ts";
import { TextGeneration } from "../../src/pipelines/mod.ts";
import {
  babbling,
  BYTES,
  bytesOf,
  EOS,
  ScriptedDecoder,
  scriptedSection,
} from "./scripted_decoder.ts";

const SCHEMA = {
  type: "object",
  properties: { city: { enum: ["Paris", "Rome"] }, days: { type: "integer", maximum: 9 } },
  required: ["city", "days"],
  additionalProperties: false,
};

const THINKING = "{% for m in messages %}{{ m.content }}{% endfor %}" +
  "{% if enable_thinking is defined and enable_thinking is false %}<think></think>{% endif %}~";

const TOOLS = "{% for m in messages %}{{ m.content }}{% for c in m.tool_calls or [] %}" +
  '<tool_call>{"name": "{{ c.function.name }}"}</tool_call>{% endfor %}{% endfor %}' +
  "{% if tools %}<tools>{{ tools | tojson }}</tools>{% endif %}~";

const WEATHER = {
  type: "function",
  function: {
    name: "weather",
    parameters: {
      type: "object",
      properties: { city: { enum: ["Paris", "Rome"] } },
      required: ["city"],
      additionalProperties: false,
    },
  },
};

const messages = [{ role: "user", content: "hi" }];

/** Writes a text after the prompt, whatever the structure would like better, then babbles. */
function wanting(text: string): (ids: number[]) => Map<number, number> {
  const wanted = bytesOf(text);
  const prompt = (ids: number[]) => ids.lastIndexOf(126) + 1;
  return (ids) => {
    const likely = babbling(ids);
    const at = ids.length - prompt(ids);
    likely.set(wanted[at] ?? EOS, 20);
    return likely;
  };
}

async function answer(
  next: (ids: number[]) => Map<number, number>,
  request: GenerationRequest,
  chatTemplate?: string,
): Promise<
  { text: string; thinking: string; calls: unknown[]; events: TextEvent[]; reason: string }
> {
  const generation = new TextGeneration({
    session: new ScriptedDecoder(next),
    generation: scriptedSection(),
    tokenizer: BYTES,
    chatTemplate,
  });
  const all = await Array.fromAsync(generation.generate({
    ...request,
    options: { temperature: 0, num_predict: 1000, ...request.options },
  }));
  const events = all.filter((event) => event.type === "text");
  const done = all.at(-1)!;
  return {
    text: events.map(({ text }) => text ?? "").join(""),
    thinking: events.map(({ thinking }) => thinking ?? "").join(""),
    calls: events.flatMap(({ calls }) => calls ?? []),
    events,
    reason: done.type === "done" ? done.reason : "",
  };
}

Deno.test("An answer is held to its JSON Schema, whatever the model would say", async () => {
  for (const seed of [1, 2, 3]) {
    const options = { temperature: 1.5, seed, top_k: 0 };
    const { text, reason } = await answer(babbling, { prompt: "Q:", format: SCHEMA, options });
    const value = JSON.parse(text);
    assert.ok(["Paris", "Rome"].includes(value.city));
    assert.ok(Number.isInteger(value.days) && value.days <= 9);
    assert.equal(reason, "stop");
  }
});

Deno.test("A model thinks first, is made to say so, and is held to the structure afterwards", async () => {
  const text = '<think>\nRome?</think>\n\n{"city": "Rome", "days": 3}';
  const request: GenerationRequest = { messages, think: true, format: SCHEMA };
  const told = await answer(wanting(text), request, THINKING);
  assert.equal(told.thinking, "Rome?");
  assert.deepEqual(JSON.parse(told.text), { city: "Rome", days: 3 });
  const stubborn = await answer(wanting("No! I think: </think> whatever"), request, THINKING);
  assert.ok(["Paris", "Rome"].includes(JSON.parse(stubborn.text).city));
});

Deno.test("Without thinking the structure holds from the first token", async () => {
  const request: GenerationRequest = { messages, think: false, format: "json" };
  const { text, thinking } = await answer(wanting('<think>x</think>{"a": 1}'), request, THINKING);
  assert.equal(thinking, "");
  assert.ok(text.trimStart().startsWith("{"));
});

Deno.test("A tool call comes as a call, its text is not shown", async () => {
  const text = 'Look: <tool_call>{"name": "weather", "arguments": {"city": "Rome"}}</tool_call>';
  const request: GenerationRequest = { messages, tools: [WEATHER] };
  const { calls, text: shown } = await answer(wanting(text), request, TOOLS);
  assert.deepEqual(calls, [{ name: "weather", arguments: { city: "Rome" } }]);
  assert.equal(shown.trim(), "Look:");
  const none = await answer(wanting(text), { ...request, toolChoice: "none" }, TOOLS);
  assert.deepEqual(none.calls, []);
});

Deno.test("A required call is made even by a model that would rather talk", async () => {
  for (const toolChoice of ["required", { name: "weather" }] as const) {
    const request: GenerationRequest = { messages, tools: [WEATHER], toolChoice };
    const { calls, text } = await answer(wanting("No."), request, TOOLS);
    assert.equal(calls.length, 1);
    assert.ok(
      ["Paris", "Rome"].includes((calls[0] as { arguments: { city: string } }).arguments.city),
    );
    assert.equal(text, "");
  }
});

Deno.test("Where a format and tools are asked for, the model may answer or call", async () => {
  const call = '<tool_call>\n{"name": "weather", "arguments": {"city": "Rome"}}\n</tool_call>';
  const request: GenerationRequest = { messages, tools: [WEATHER], format: SCHEMA };
  assert.equal((await answer(wanting(call), request, TOOLS)).calls.length, 1);
  const said = await answer(wanting('{"city": "Paris", "days": 1}'), request, TOOLS);
  assert.deepEqual(JSON.parse(said.text), { city: "Paris", days: 1 });
});

Deno.test("A structure that cannot be held is refused by name before anything is computed", async () => {
  const format = { type: "object", not: { type: "string" } };
  await assert.rejects(answer(babbling, { prompt: "Q:", format }), /not/);
});

Deno.test("A log probability comes with each token, of the network's own distribution", async () => {
  const request: GenerationRequest = { prompt: "Q:", topLogprobs: 3, options: { num_predict: 5 } };
  const { events, text } = await answer(babbling, request);
  const logprobs = events.flatMap(({ logprobs }) => logprobs ?? []);
  assert.equal(logprobs.map(({ token }) => token).join(""), text);
  for (const { token, logprob, bytes, top_logprobs } of logprobs) {
    assert.deepEqual(bytes, bytesOf(token));
    assert.ok(logprob <= 0);
    assert.equal(top_logprobs!.length, 3);
    // The likeliest was taken.
    assert.equal(top_logprobs![0]!.logprob, logprob);
    assert.ok(
      top_logprobs!.every(({ logprob }, i) => i === 0 || logprob <= top_logprobs![i - 1]!.logprob),
    );
  }
});

Deno.test("A bias moves tokens up and down, and must name one that is there", async () => {
  const banned = await answer(babbling, {
    prompt: "Q:",
    logitBias: Object.fromEntries([...Array(13).keys()].map((i) => [String(97 + i), -100])),
    options: { num_predict: 20 },
  });
  assert.match(banned.text, /^[n-z]{20}$/);
  const only = await answer(babbling, {
    prompt: "Q:",
    logitBias: { 65: 100 },
    options: { num_predict: 4 },
  });
  assert.equal(only.text, "AAAA");
  await assert.rejects(answer(babbling, { prompt: "Q:", logitBias: { 999: 1 } }), /999/);
});
