import assert from "node:assert/strict";
import {
  APIUserAbortError,
  NotFoundError,
  OpenAI,
  zodResponseFormat,
  zodTextFormat,
} from "./deps/openai.ts";
import {
  ANSWER,
  assertNear,
  guideServer,
  LONG_SCHEMA,
  QUESTION,
  weather,
  WEATHER_SCHEMA,
} from "./guide_server.ts";

const server = guideServer();
const client = () => new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "any" });
const question = { role: "user" as const, content: QUESTION };
const chat = { model: "guide", messages: [question], temperature: 0, seed: 1 };
const weatherTool = { name: "weather", description: "Tells it", parameters: WEATHER_SCHEMA };
const tools = [{ type: "function" as const, function: weatherTool }];

/** What the server adds to a message: what the model thought. */
function reasoningOf(message: unknown): unknown {
  return (message as { reasoning?: unknown }).reasoning;
}

Deno.test("openai: models are listed and found", async () => {
  const ids = [];
  for await (const { id } of client().models.list()) ids.push(id);
  assert.ok(ids.includes("encoder:latest"));
  assert.equal((await client().models.retrieve("encoder")).id, "encoder");
  await assert.rejects(client().models.retrieve("nobody"), NotFoundError);
});

Deno.test("openai: a chat completion is the same whole, in pieces, and put together by the client", async () => {
  const { choices: [choice], usage } = await client().chat.completions.create(chat);
  assert.match(choice!.message.content!, ANSWER);
  assert.equal(choice!.finish_reason, "stop");

  const stream_options = { include_usage: true };
  const pieces = await client().chat.completions.create({ ...chat, stream: true, stream_options });
  let joined = "";
  let last;
  for await (const piece of pieces) {
    joined += piece.choices[0]?.delta.content ?? "";
    last = piece;
  }
  assert.equal(joined, choice!.message.content);
  assert.deepEqual(last?.usage, usage);

  const runner = client().chat.completions.stream({ ...chat, stream_options });
  assert.equal(await runner.finalContent(), joined);
  assert.equal((await runner.totalUsage()).total_tokens, usage?.total_tokens);
});

Deno.test("openai: reasoning_effort turns thinking on and off", async () => {
  const reasoning = async (reasoning_effort: "none" | "medium") => {
    const answer = await client().chat.completions.create({ ...chat, reasoning_effort });
    assert.match(answer.choices[0]!.message.content!, ANSWER);
    return reasoningOf(answer.choices[0]!.message);
  };
  assert.ok(await reasoning("medium"));
  assert.equal(await reasoning("none"), undefined);
});

Deno.test("openai: a text completion is the same whole and in pieces", async () => {
  const request = { model: "guide", prompt: QUESTION, temperature: 0, max_tokens: 16 };
  const { choices: [choice] } = await client().completions.create(request);
  let joined = "";
  for await (const piece of await client().completions.create({ ...request, stream: true })) {
    joined += piece.choices[0]?.text ?? "";
  }
  assert.notEqual(joined, "");
  assert.equal(joined, choice!.text);
});

Deno.test("openai: a tool that must be called is called with arguments of its schema", async () => {
  for (const name of [undefined, "weather"]) {
    const tool_choice = name === undefined
      ? "required" as const
      : { type: "function" as const, function: { name } };
    const forced = { ...chat, tools, tool_choice, reasoning_effort: "none" as const };
    const { choices: [choice] } = await client().chat.completions.create(forced);
    assert.equal(choice!.finish_reason, "tool_calls");
    const call = choice!.message.tool_calls![0]!;
    assert.ok(call.type === "function" && call.function.name === "weather");
    const args = JSON.parse(call.function.arguments);
    assert.doesNotThrow(() => weather.parse(args), call.function.arguments);

    const streamed = await client().chat.completions.stream(forced).finalMessage();
    const again = streamed.tool_calls![0]!;
    assert.ok(again.type === "function");
    assert.deepEqual(JSON.parse(again.function.arguments), args);
  }
});

Deno.test("openai: the result of a tool goes in", async () => {
  const asked = await client().chat.completions.create({ ...chat, tools });
  const call = { name: "weather", arguments: '{"city":"Oslo","days":2}' };
  const told = await client().chat.completions.create({
    ...chat,
    tools,
    messages: [
      question,
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "call_1", type: "function", function: call }],
      },
      { role: "tool", tool_call_id: "call_1", content: "It rains in Oslo." },
    ],
  });
  assert.equal(told.choices[0]!.message.role, "assistant");
  assert.ok(told.usage!.prompt_tokens > asked.usage!.prompt_tokens);
});

Deno.test("openai: parse gives an answer of a zod schema, after thinking as well", async () => {
  const response_format = zodResponseFormat(weather, "weather");
  for (const reasoning_effort of ["none", "medium"] as const) {
    const request = { ...chat, response_format, reasoning_effort };
    const { choices: [choice] } = await client().chat.completions.parse(request);
    assert.doesNotThrow(() => weather.parse(choice!.message.parsed));
  }
  const { choices: [choice] } = await client().chat.completions.create({
    ...chat,
    response_format: { type: "json_object" },
    max_completion_tokens: 64,
  });
  assert.match(choice!.message.content!, /^\s*\{/);
});

Deno.test("openai: a response is the same whole and in pieces", async () => {
  const request = { model: "guide", input: QUESTION, temperature: 0 };
  const whole = await client().responses.create(request);
  assert.equal(whole.status, "completed");
  assert.match(whole.output_text, ANSWER);
  let joined = "";
  let last;
  for await (const event of await client().responses.create({ ...request, stream: true })) {
    if (event.type === "response.output_text.delta") joined += event.delta;
    last = event;
  }
  assert.equal(joined, whole.output_text);
  assert.ok(last?.type === "response.completed");
  assert.equal(last.response.usage?.total_tokens, whole.usage?.total_tokens);
});

Deno.test("openai: a response calls a tool, takes its result and has a structure", async () => {
  const request = {
    model: "guide",
    temperature: 0,
    reasoning: { effort: "none" as const },
    input: [question],
    tools: [{ type: "function" as const, strict: true, ...weatherTool }],
  };
  const { output } = await client().responses.create({ ...request, tool_choice: "required" });
  const call = output.find(({ type }) => type === "function_call");
  assert.ok(call?.type === "function_call");
  assert.doesNotThrow(() => weather.parse(JSON.parse(call.arguments)), call.arguments);

  const result = { call_id: call.call_id, output: "It rains in Oslo." };
  const told = await client().responses.create({
    ...request,
    input: [question, call, { type: "function_call_output", ...result }],
  });
  assert.equal(told.status, "completed");

  const parsed = await client().responses.parse({
    ...request,
    tools: [],
    text: { format: zodTextFormat(weather, "weather") },
  });
  assert.doesNotThrow(() => weather.parse(parsed.output_parsed));
});

Deno.test("openai: embeddings are the same in a batch and alone, as base64 and as numbers", async () => {
  const [a, b] = ["the cat", "a dog that sleeps on the mat"] as const;
  const { data } = await client().embeddings.create({ model: "encoder", input: [a, b] });
  assert.deepEqual(data.map(({ index }) => index), [0, 1]);
  for (const [index, input] of [a, b].entries()) {
    const alone = await client().embeddings.create({
      model: "encoder",
      input,
      encoding_format: "float",
    });
    assertNear(data[index]!.embedding, alone.data[0]!.embedding);
  }
});

Deno.test("openai: an answer that is given up leaves the server free", () =>
  server.checkGivenUp(async () => {
    const stream = client().chat.completions.stream({
      ...chat,
      reasoning_effort: "none",
      response_format: { type: "json_schema", json_schema: { name: "long", schema: LONG_SCHEMA } },
    });
    await assert.rejects(async () => {
      for await (const _ of stream) stream.abort();
      await stream.done();
    }, APIUserAbortError);
    const next = await client().chat.completions.create(chat);
    assert.match(next.choices[0]!.message.content!, ANSWER);
  }));

Deno.test("openai: an unknown model is the client's own error, with the server's text", async () => {
  const isUnknown = (error: unknown) => {
    assert.ok(error instanceof NotFoundError);
    assert.equal(error.status, 404);
    assert.match(error.message, /model 'nobody' not found/);
    assert.equal(error.type, "not_found_error");
    return true;
  };
  const nobody = { ...chat, model: "nobody" };
  await assert.rejects(client().chat.completions.create(nobody), isUnknown);
  await assert.rejects(client().chat.completions.create({ ...nobody, stream: true }), isUnknown);
  await assert.rejects(client().embeddings.create({ model: "nobody", input: "hi" }), isUnknown);
  await assert.rejects(client().responses.create({ model: "nobody", input: "hi" }), isUnknown);
});
