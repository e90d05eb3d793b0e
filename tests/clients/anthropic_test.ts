import assert from "node:assert/strict";
import { Anthropic, APIUserAbortError, NotFoundError, zodOutputFormat } from "./deps/anthropic.ts";
import {
  ANSWER,
  guideServer,
  LONG_SCHEMA,
  QUESTION,
  weather,
  WEATHER_SCHEMA,
} from "./guide_server.ts";

const server = guideServer();
const client = () => new Anthropic({ baseURL: server.url, apiKey: "any" });
const question = { role: "user" as const, content: QUESTION };
const request = {
  model: "guide",
  max_tokens: 128,
  temperature: 0,
  messages: [question],
  thinking: { type: "disabled" as const },
};
const tools = [{
  name: "weather",
  description: "Tells the weather",
  input_schema: WEATHER_SCHEMA as { type: "object" },
}];

/** The text of a message's blocks. */
function textOf({ content }: { content: readonly { type: string }[] }): string {
  return content.map((block) => "text" in block ? block.text : "").join("");
}

Deno.test("anthropic: models are listed and found", async () => {
  const ids = [];
  for await (const { id } of client().models.list()) ids.push(id);
  assert.ok(ids.includes("encoder:latest"));
  assert.equal((await client().models.retrieve("encoder")).id, "encoder");
  await assert.rejects(client().models.retrieve("nobody"), NotFoundError);
});

Deno.test("anthropic: a message is the same whole, in pieces, and put together by the client", async () => {
  const whole = await client().messages.create(request);
  assert.match(textOf(whole), ANSWER);
  assert.equal(whole.stop_reason, "end_turn");

  let joined = "";
  for await (const event of await client().messages.create({ ...request, stream: true })) {
    if (event.type === "content_block_delta" && event.delta.type === "text_delta") {
      joined += event.delta.text;
    }
  }
  assert.equal(joined, textOf(whole));

  const final = await client().messages.stream(request).finalMessage();
  assert.equal(textOf(final), joined);
  assert.deepEqual([final.stop_reason, final.usage.output_tokens], [
    "end_turn",
    whole.usage.output_tokens,
  ]);
});

Deno.test("anthropic: thinking is a block of its own, whole and streamed", async () => {
  const thinking = { type: "enabled" as const, budget_tokens: 1024 };
  const asked = { ...request, max_tokens: 2048, thinking };
  const whole = await client().messages.create(asked);
  assert.deepEqual(whole.content.map(({ type }) => type), ["thinking", "text"]);
  assert.match(textOf(whole), ANSWER);
  const streamed = await client().messages.stream(asked).finalMessage();
  assert.deepEqual(streamed.content.map(({ type }) => type), ["thinking", "text"]);
  assert.equal(textOf(streamed), textOf(whole));
  const without = await client().messages.create(request);
  assert.deepEqual(without.content.map(({ type }) => type), ["text"]);
});

Deno.test("anthropic: a tool that must be called is called with input of its schema, and its result goes in", async () => {
  for (const tool_choice of [{ type: "any" }, { type: "tool", name: "weather" }] as const) {
    const forced = { ...request, tools, tool_choice };
    const whole = await client().messages.create(forced);
    assert.equal(whole.stop_reason, "tool_use");
    const call = whole.content.find((block) => block.type === "tool_use");
    assert.equal(call?.name, "weather");
    assert.doesNotThrow(() => weather.parse(call?.input), JSON.stringify(call));
    const streamed = await client().messages.stream(forced).finalMessage();
    const again = streamed.content.find((block) => block.type === "tool_use");
    assert.deepEqual(again?.input, call?.input);
  }
  const result = { tool_use_id: "toolu_1", content: "It rains in Oslo." };
  const told = await client().messages.create({
    ...request,
    tools,
    messages: [
      question,
      {
        role: "assistant",
        content: [{ type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Oslo" } }],
      },
      { role: "user", content: [{ type: "tool_result", ...result }] },
    ],
  });
  assert.equal(told.role, "assistant");
  const asked = await client().messages.countTokens({
    model: "guide",
    messages: [question],
    tools,
  });
  assert.ok(told.usage.input_tokens > asked.input_tokens);
});

Deno.test("anthropic: parse gives an answer of a zod schema", async () => {
  const output_config = { format: zodOutputFormat(weather) };
  const { parsed_output } = await client().messages.parse({ ...request, output_config });
  assert.doesNotThrow(() => weather.parse(parsed_output));
});

Deno.test("anthropic: tokens are counted as a message uses them", async () => {
  const { input_tokens } = await client().messages.countTokens({
    model: "guide",
    messages: [question],
    system: "You are brief.",
    thinking: request.thinking,
  });
  const { usage } = await client().messages.create({ ...request, system: "You are brief." });
  assert.equal(input_tokens, usage.input_tokens);
});

Deno.test("anthropic: an answer that is given up leaves the server free", () =>
  server.checkGivenUp(async () => {
    const stream = client().messages.stream({
      ...request,
      max_tokens: 4096,
      output_config: { format: { type: "json_schema", schema: LONG_SCHEMA } },
    });
    await assert.rejects(async () => {
      for await (const _ of stream) stream.abort();
      await stream.done();
    }, APIUserAbortError);
    assert.match(textOf(await client().messages.create(request)), ANSWER);
  }));

Deno.test("anthropic: an unknown model is the client's own error, with the server's text", async () => {
  const isUnknown = (error: unknown) => {
    assert.ok(error instanceof NotFoundError);
    assert.equal(error.status, 404);
    assert.equal(error.type, "not_found_error");
    assert.match(error.message, /model 'nobody' not found/);
    assert.ok(error.requestID);
    return true;
  };
  const nobody = { ...request, model: "nobody" };
  await assert.rejects(client().messages.create(nobody), isUnknown);
  await assert.rejects(client().messages.create({ ...nobody, stream: true }), isUnknown);
});
