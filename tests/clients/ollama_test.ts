import assert from "node:assert/strict";
import { Ollama } from "./deps/ollama.ts";
import {
  ANSWER,
  assertNear,
  guideServer,
  LONG_SCHEMA,
  QUESTION,
  SAME_ANSWER,
  weather,
  WEATHER_SCHEMA,
} from "./guide_server.ts";

const server = guideServer();
const client = () => new Ollama({ host: server.url, fetch: server.fetch });
const messages = [{ role: "user", content: QUESTION }];
const chat = { model: "guide", messages, options: SAME_ANSWER };
const tools = [{
  type: "function",
  function: { name: "weather", description: "Tells the weather", parameters: WEATHER_SCHEMA },
}];

server.test("ollama: version, list, show and ps tell of the server and its models", async () => {
  assert.match((await client().version()).version, /^\d+\.\d+\.\d+/);
  await client().generate({ model: "guide", prompt: "" });
  const { models } = await client().list();
  assert.deepEqual(models.map(({ name }) => name).sort(), ["encoder:latest", "guide:latest"]);
  const shown = await client().show({ model: "guide" });
  for (const capability of ["completion", "tools", "thinking"]) {
    assert.ok(shown.capabilities.includes(capability), capability);
  }
  assert.match(shown.license, /MIT/);
  const loaded = (await client().ps()).models;
  assert.deepEqual(loaded.map(({ name }) => name), ["guide:latest"]);
});

server.test("ollama: generate gives the same text whole and in pieces", async () => {
  const request = { model: "guide", prompt: QUESTION, options: SAME_ANSWER };
  const whole = await client().generate(request);
  assert.match(whole.response!, ANSWER);
  assert.equal(whole.done_reason, "stop");
  let joined = "";
  let last;
  for await (const piece of await client().generate({ ...request, stream: true })) {
    joined += piece.response;
    last = piece;
  }
  assert.equal(joined, whole.response);
  assert.equal(last?.eval_count, whole.eval_count);
});

server.test("ollama: chat gives the same answer and thoughts whole and in pieces", async () => {
  const { message } = await client().chat({ ...chat, think: true });
  assert.match(message.content, ANSWER);
  assert.ok(message.thinking);
  const joined = { content: "", thinking: "" };
  for await (const piece of await client().chat({ ...chat, think: true, stream: true })) {
    joined.content += piece.message.content;
    joined.thinking += piece.message.thinking ?? "";
  }
  assert.deepEqual(joined, { content: message.content, thinking: message.thinking });
});

server.test("ollama: think: false leaves the thoughts out", async () => {
  const { message } = await client().chat({ ...chat, think: false });
  assert.match(message.content, ANSWER);
  assert.equal(message.thinking, undefined);
});

server.test("ollama: a tool that must be called is called with arguments of its schema", async () => {
  const forced = { ...chat, tools, tool_choice: "required", think: false };
  const { message } = await client().chat(forced);
  const call = message.tool_calls![0]!.function;
  assert.equal(call.name, "weather");
  assert.doesNotThrow(() => weather.parse(call.arguments), JSON.stringify(call));

  const streamed = [];
  for await (const piece of await client().chat({ ...forced, stream: true })) {
    streamed.push(...piece.message.tool_calls ?? []);
  }
  assert.deepEqual(streamed.map((each) => each.function), [call]);
});

server.test("ollama: the result of a tool goes in", async () => {
  const call = { function: { name: "weather", arguments: { city: "Oslo", days: 2 } } };
  const asked = await client().chat({ ...chat, tools });
  const told = await client().chat({
    ...chat,
    tools,
    messages: [
      ...messages,
      { role: "assistant", content: "", tool_calls: [call] },
      { role: "tool", tool_name: "weather", content: "It rains in Oslo." },
    ],
  });
  assert.equal(told.message.role, "assistant");
  assert.ok(told.prompt_eval_count > asked.prompt_eval_count);
});

server.test("ollama: a structured answer has the structure, after thinking as well", async () => {
  for (const think of [false, true]) {
    const { message } = await client().chat({ ...chat, format: WEATHER_SCHEMA, think });
    assert.doesNotThrow(() => weather.parse(JSON.parse(message.content)), message.content);
    assert.equal(message.thinking !== undefined, think);
  }
});

server.test("ollama: embeddings are the same in a batch and alone, in both ways to ask", async () => {
  const [a, b] = ["the cat", "a dog that sleeps on the mat"];
  const { embeddings } = await client().embed({ model: "encoder", input: [a, b] });
  assert.equal(embeddings.length, 2);
  assertNear(embeddings[0], (await client().embed({ model: "encoder", input: a })).embeddings[0]);
  assertNear(embeddings[1], (await client().embed({ model: "encoder", input: b })).embeddings[0]);
  const { embedding } = await client().embeddings({ model: "encoder", prompt: b });
  assert.equal(embedding.length, embeddings[1]!.length);
});

server.test("ollama: an answer that is given up leaves the server free", () =>
  server.checkGivenUp(async () => {
    const asking = client();
    const stream = await asking.chat({ ...chat, format: LONG_SCHEMA, think: false, stream: true });
    await assert.rejects(async () => {
      for await (const _ of stream) asking.abort();
    }, { name: "AbortError" });
    assert.match((await client().chat(chat)).message.content, ANSWER);
  }));

server.test("ollama: an unknown model is the client's own error, with the server's text", async () => {
  const unknown = { name: "ResponseError", status_code: 404, message: "model 'nobody' not found" };
  await assert.rejects(client().chat({ ...chat, model: "nobody" }), unknown);
  await assert.rejects(client().chat({ ...chat, model: "nobody", stream: true }), unknown);
  await assert.rejects(client().generate({ model: "nobody", prompt: "hi" }), unknown);
  await assert.rejects(client().embed({ model: "nobody", input: "hi" }), unknown);
  await assert.rejects(client().show({ model: "nobody" }), unknown);
});

server.test("ollama: models are copied, derived and deleted", async () => {
  assert.deepEqual(await client().copy({ source: "guide", destination: "twin" }), {
    status: "success",
  });
  const statuses = [];
  const creation = { model: "pirate", from: "twin", system: "You are a pirate." };
  for await (const { status } of await client().create({ ...creation, stream: true })) {
    statuses.push(status);
  }
  assert.equal(statuses.at(-1), "success");
  assert.equal((await client().show({ model: "pirate" })).system, "You are a pirate.");
  for (const model of ["twin", "pirate"]) {
    assert.deepEqual(await client().delete({ model }), { status: "success" });
  }
  const { models } = await client().list();
  assert.ok(!models.some(({ name }) => /twin|pirate/.test(name)));
});

server.test("ollama: keep_alive tells how long a model stays loaded", async () => {
  const loaded = async () => (await client().ps()).models.map(({ name }) => name);
  await client().chat({ ...chat, keep_alive: "10m" });
  assert.ok((await loaded()).includes("guide:latest"));
  await client().chat({ ...chat, keep_alive: 0 });
  assert.ok(!(await loaded()).includes("guide:latest"));
});
