import assert from "node:assert/strict";
import type { HologramError } from "../../src/base/mod.ts";
import type { GenerationSection } from "../../src/holo/mod.ts";
import {
  type DoneEvent,
  type GenerationEvent,
  type GenerationRequest,
  TextGeneration,
  type TextGenerationParts,
} from "../../src/pipelines/mod.ts";
import {
  babbling,
  BOS,
  BYTES,
  bytesOf,
  saying,
  ScriptedDecoder,
  type ScriptedForm,
  scriptedSection,
} from "./scripted_decoder.ts";

const PROMPT = [BOS, ...bytesOf("Q:")];

interface Answer {
  text: string;
  pieces: string[];
  done: DoneEvent;
  events: GenerationEvent[];
}

async function answer(model: TextGeneration, request: GenerationRequest): Promise<Answer> {
  const events = await Array.fromAsync(model.generate(request));
  const pieces = events.flatMap((event) => event.type === "text" ? [event.text ?? ""] : []);
  return { text: pieces.join(""), pieces, done: events.at(-1) as DoneEvent, events };
}

function model(
  next: (ids: number[]) => Map<number, number>,
  options: {
    form?: ScriptedForm;
    section?: Partial<GenerationSection>;
    parts?: Partial<TextGenerationParts>;
  } = {},
): { generation: TextGeneration; session: ScriptedDecoder } {
  const session = new ScriptedDecoder(next, options.form);
  const section = scriptedSection(options.form, options.section);
  const generation = new TextGeneration({
    session,
    generation: section,
    tokenizer: BYTES,
    ...options.parts,
  });
  return { generation, session };
}

Deno.test("A prompt is read in one step, then each token in one, until the model ends", async () => {
  let time = 0;
  const { generation, session } = model(saying(PROMPT, "yes"), {
    parts: { now: () => time++ * 1.5 },
  });
  const { text, events, done } = await answer(generation, { prompt: "Q:" });
  assert.equal(text, "yes");
  assert.deepEqual(events[0], { type: "prompt", tokens: 3, ignoredOptions: [] });
  assert.deepEqual(events.slice(1, -1).map(({ type }) => type), ["text", "text", "text"]);
  assert.deepEqual(done, {
    type: "done",
    reason: "stop",
    context: [...PROMPT, ...bytesOf("yes")],
    promptTokens: 3,
    generatedTokens: 4,
    promptDurationNs: 1_500_000,
    evalDurationNs: 1_500_000,
  });
  assert.deepEqual(session.fed, [3, 1, 1, 1]);
});

Deno.test("Without a cache the whole sequence runs again, to the same text", async () => {
  const options = { seed: 5, num_predict: 30 };
  const form = { cached: false };
  const { generation, session } = model(babbling, { form });
  const whole = await answer(generation, { prompt: "Q:", options });
  const cached = await answer(model(babbling).generation, { prompt: "Q:", options });
  assert.equal(whole.text, cached.text);
  assert.equal(whole.text.length, 30);
  assert.deepEqual(session.fed, Array.from({ length: 30 }, (_, i) => 3 + i));
});

Deno.test("32-bit integers and half-width logits give the same text", async () => {
  const options = { temperature: 0, num_predict: 30 };
  const form = { integers: "int32", logits: "float16" } as const;
  const narrow = await answer(model(babbling, { form }).generation, { prompt: "Q:", options });
  const wide = await answer(model(babbling).generation, { prompt: "Q:", options });
  assert.equal(narrow.text, wide.text);
});

Deno.test("Characters come out whole, and U+FFFD for one that was not finished", async () => {
  const { generation } = model(saying(PROMPT, "1 €, 😀"));
  const { pieces } = await answer(generation, { prompt: "Q:" });
  assert.deepEqual(pieces, ["1", " ", "€", ",", " ", "😀"]);
  const cut = await answer(generation, { prompt: "Q:", options: { num_predict: 8 } });
  assert.equal(cut.text, "1 €, \uFFFD");
});

Deno.test("A stop string ends the text in front of itself, and the context with it", async () => {
  const { generation } = model(saying(PROMPT, "one\nQ: two"));
  const { text, pieces, done } = await answer(generation, {
    prompt: "Q:",
    options: { stop: ["\nQ:", "never"] },
  });
  assert.equal(text, "one");
  assert.ok(!pieces.includes("\n"));
  assert.equal(done.reason, "stop");
  assert.deepEqual(done.context, [...PROMPT, ...bytesOf("one")]);
  assert.equal(done.generatedTokens, 6);
});

Deno.test("What only began like a stop string comes out in the end", async () => {
  const { generation } = model(saying(PROMPT, "one\nQ"));
  const { text, done } = await answer(generation, { prompt: "Q:", options: { stop: ["\nQ:"] } });
  assert.equal(text, "one\nQ");
  assert.deepEqual(done.context, [...PROMPT, ...bytesOf("one\nQ")]);
});

Deno.test("num_predict bounds the answer; 0 runs nothing", async () => {
  const { generation, session } = model(babbling);
  const five = await answer(generation, { prompt: "Q:", options: { num_predict: 5 } });
  assert.deepEqual([five.text.length, five.done.reason, five.done.generatedTokens], [
    5,
    "length",
    5,
  ]);
  session.fed.length = 0;
  const none = await answer(generation, { prompt: "Q:", options: { num_predict: 0 } });
  assert.deepEqual([none.text, none.done.reason, none.done.generatedTokens], ["", "length", 0]);
  assert.deepEqual(session.fed, []);
});

Deno.test("The context's length bounds prompt and answer, num_ctx within the model's own", async () => {
  const { generation } = model(babbling, { section: { context_length: 20 } });
  const length = async (options: Record<string, unknown>) => {
    const { done } = await answer(generation, { prompt: "Q:", options });
    assert.equal(done.reason, "length");
    return done.context.length;
  };
  assert.equal(await length({}), 20);
  assert.equal(await length({ num_ctx: 10 }), 10);
  assert.equal(await length({ num_ctx: 50 }), 20);
  assert.equal(await length({ num_ctx: 0, num_predict: 100 }), 20);
});

Deno.test("A prompt that does not fit the context is refused with the figures", async () => {
  const { generation } = model(babbling, { section: { context_length: 20 } });
  const request = { prompt: "x".repeat(9), options: { num_ctx: 10 }, truncate: false };
  await assert.rejects(answer(generation, request), (error: HologramError) => {
    assert.equal(error.kind, "invalid");
    assert.equal(
      error.message,
      "The prompt does not fit the context: it has 10 tokens, and the context holds 10 with the answer",
    );
    return true;
  });
});

Deno.test("The same seed gives the same text, whatever runs beside it", async () => {
  const { generation } = model(babbling);
  const ask = (seed: number) => {
    return answer(generation, { prompt: "Q:", options: { seed, num_predict: 40 } });
  };
  const alone = await ask(3);
  const [first, other, second] = await Promise.all([ask(3), ask(4), ask(3)]);
  assert.equal(first.text, alone.text);
  assert.equal(second.text, alone.text);
  assert.notEqual(other.text, alone.text);
});

Deno.test("A seed of -1 draws a new seed each time", async () => {
  const seeds = [11n, 12n, 11n];
  const { generation } = model(babbling, { parts: { newSeed: () => seeds.shift()! } });
  const ask = async () =>
    (await answer(generation, { prompt: "Q:", options: { num_predict: 40 } })).text;
  const texts = [await ask(), await ask(), await ask()];
  assert.notEqual(texts[0], texts[1]);
  assert.equal(texts[0], texts[2]);
});

Deno.test("The model's own options hold where the request has none, unknown ones are named", async () => {
  const { generation } = model(babbling, { section: { options: { num_predict: 4, top_k: 1 } } });
  const { text, events } = await answer(generation, { prompt: "Q:", options: { mirostat: 1 } });
  assert.equal(text.length, 4);
  assert.deepEqual(events[0], { type: "prompt", tokens: 3, ignoredOptions: ["mirostat"] });
});

Deno.test("Penalties look at the prompt as well", async () => {
  const next = () => new Map([[bytesOf("a")[0]!, 2], [bytesOf("b")[0]!, 1]]);
  const { generation } = model(next);
  const options = { temperature: 0, num_predict: 1, presence_penalty: 5 };
  assert.equal((await answer(generation, { prompt: "x", options })).text, "a");
  assert.equal((await answer(generation, { prompt: "a", options })).text, "b");
});

Deno.test("Entries that pad the vocabulary are never drawn", async () => {
  const next = () => new Map([[300, 50], [bytesOf("a")[0]!, 2]]);
  const { generation } = model(next, { form: { vocabulary: 320 } });
  const { text } = await answer(generation, { prompt: "Q:", options: { num_predict: 3 } });
  assert.equal(text, "aaa");
});

Deno.test("The context of an answer opens the next request", async () => {
  const first = await answer(model(saying(PROMPT, "yes")).generation, { prompt: "Q:" });
  const prompt = [...first.done.context, ...bytesOf(" and")];
  const { generation } = model(saying(prompt, "no"));
  const { text, done } = await answer(generation, { prompt: " and", context: first.done.context });
  assert.equal(text, "no");
  assert.deepEqual(done.context, [...prompt, ...bytesOf("no")]);
  await assert.rejects(answer(generation, { prompt: "x", context: [999] }), {
    message: "Unknown token id 999: the vocabulary ends at 257",
  });
});

Deno.test("An unfinished character of the context is finished by the answer", async () => {
  const [head, ...tail] = bytesOf("€");
  const prompt = [BOS, head!];
  const { generation } = model((ids) =>
    new Map([[[...tail, 257][ids.length - prompt.length]!, 9]])
  );
  const { text } = await answer(generation, { prompt: "", context: prompt });
  assert.equal(text, "€");
});

const CHAT = "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}" +
  "{{ tools | length if tools else '' }}{{ mood }}{% if add_generation_prompt %}>{% endif %}";

Deno.test("A chat template writes the whole prompt, special tokens included", async () => {
  const prompt = async (request: GenerationRequest) => {
    const options = { num_predict: 0 };
    const { generation } = model(babbling, { parts: { chatTemplate: CHAT } });
    const { done } = await answer(generation, { ...request, options });
    return BYTES.decode(done.context, { skipSpecialTokens: false });
  };
  const messages = [{ role: "user", content: "Hi<s>" }];
  assert.equal(await prompt({ messages }), "[user]Hi<s>>");
  const templateVariables = { mood: "!" };
  assert.equal(
    await prompt({ messages, tools: [{ name: "f" }], templateVariables }),
    "[user]Hi<s>1!>",
  );
  assert.equal(await prompt({ prompt: "Hi" }), "[user]Hi>");
  assert.equal(await prompt({ prompt: "Hi", system: "Be" }), "[system]Be[user]Hi>");
  assert.equal(await prompt({ prompt: "Hi", raw: true }), "<s>Hi");
});

Deno.test("A request that says not what to answer, or what the model cannot do, is refused", async () => {
  const { generation } = model(babbling);
  const refusals: [GenerationRequest, string][] = [
    [{}, "The request needs either a prompt or messages"],
    [{ prompt: "a", messages: [] }, "The request needs either a prompt or messages"],
    [{ messages: [] }, "The model does not support chat: it has no chat template"],
    [
      { prompt: "a", system: "b" },
      "The model does not support system prompts or tools here: no template applies",
    ],
    [{ prompt: "a", options: { seed: "1" } }, 'option "seed" must be of type integer'],
  ];
  for (const [request, message] of refusals) {
    await assert.rejects(answer(generation, request), (error: HologramError) => {
      assert.deepEqual([error.kind, error.message], ["invalid", message]);
      return true;
    });
  }
});

Deno.test("A signal that comes while the model generates ends it before the next token", async () => {
  const { generation, session } = model(babbling);
  const controller = new AbortController();
  const events: GenerationEvent[] = [];
  const run = async () => {
    for await (
      const event of generation.generate({ prompt: "Q:" }, { signal: controller.signal })
    ) {
      events.push(event);
      // A timer stands for a message that arrives: it fires only if the event loop turns.
      if (events.length === 3) setTimeout(() => controller.abort(), 0);
    }
  };
  await assert.rejects(run(), (error: HologramError) => error.kind === "cancelled");
  assert.ok(events.length < 4000);
  assert.ok(events.every(({ type }) => type !== "done"));
  const aborted = generation.generate({ prompt: "Q:" }, { signal: AbortSignal.abort() });
  session.fed.length = 0;
  await assert.rejects(Array.fromAsync(aborted), { message: "The generation was cancelled" });
  assert.deepEqual(session.fed, []);
});

Deno.test("A network that does not fit its roles is refused by name", () => {
  const make = (form: ScriptedForm, roles: Record<string, unknown> = {}) => {
    const session = new ScriptedDecoder(babbling, form);
    const generation = scriptedSection(form);
    Object.assign(generation.decoder, roles);
    return new TextGeneration({ session, generation, tokenizer: BYTES });
  };
  const refusals: [() => unknown, string, string][] = [
    [
      () => make({}, { input_ids: "tokens" }),
      "invalid",
      "Cannot generate: the network has no input tokens",
    ],
    [
      () => make({}, { logits: "scores" }),
      "invalid",
      "Cannot generate: the network has no output scores",
    ],
    [
      () => make({ extraInput: "use_cache" }),
      "unsupported",
      "Cannot generate: nothing says what the network's input use_cache takes",
    ],
    [
      () => make({ cacheShape: ["batch", 1, 64, 1] }),
      "unsupported",
      "Cannot generate: the cache past has the shape [batch, 1, 64, 1], " +
      "expected one sequence and one open dimension for its length",
    ],
  ];
  for (const [action, kind, message] of refusals) {
    assert.throws(action, (error: HologramError) => {
      assert.deepEqual([error.kind, error.message], [kind, message]);
      return true;
    });
  }
});
