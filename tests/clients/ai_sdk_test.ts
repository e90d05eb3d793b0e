import assert from "node:assert/strict";
import {
  APICallError,
  embed,
  embedMany,
  generateText,
  Output,
  streamText,
  tool,
} from "./deps/ai.ts";
import { createOllama } from "./deps/ollama_ai_provider.ts";
import {
  ANSWER,
  assertNear,
  guideServer,
  LONG_SCHEMA,
  QUESTION,
  SAME_ANSWER,
  weather,
} from "./guide_server.ts";

const server = guideServer();
const provider = () => createOllama({ baseURL: `${server.url}/api`, fetch: server.fetch });
/** How the AI SDK asks for an answer, with options of the native API. */
const asking = (more: { think?: boolean } = {}) => ({
  model: provider()("guide"),
  providerOptions: { ollama: { options: SAME_ANSWER, ...more } },
});
const tools = { weather: tool({ description: "Tells the weather", inputSchema: weather }) };

server.test("ai sdk: a text is the same whole and in pieces", async () => {
  const whole = await generateText({ ...asking(), prompt: QUESTION });
  assert.match(whole.text, ANSWER);
  assert.equal(whole.finishReason, "stop");
  assert.equal(whole.reasoningText, undefined);
  const streamed = streamText({ ...asking(), prompt: QUESTION });
  let joined = "";
  for await (const piece of streamed.textStream) joined += piece;
  assert.equal(joined, whole.text);
  assert.equal((await streamed.usage).outputTokens, whole.usage.outputTokens);
});

server.test("ai sdk: thoughts come as reasoning, whole and in pieces", async () => {
  const whole = await generateText({ ...asking({ think: true }), prompt: QUESTION });
  assert.match(whole.text, ANSWER);
  assert.ok(whole.reasoningText);
  const streamed = streamText({ ...asking({ think: true }), prompt: QUESTION });
  assert.equal(await streamed.reasoningText, whole.reasoningText);
  assert.equal(await streamed.text, whole.text);
});

server.test("ai sdk: a tool that must be called is called with input of its schema, and its result goes in", async () => {
  const forced = { ...asking(), prompt: QUESTION, tools, toolChoice: "required" as const };
  const { toolCalls: [call], finishReason } = await generateText(forced);
  assert.equal(finishReason, "tool-calls");
  assert.equal(call?.toolName, "weather");
  assert.doesNotThrow(() => weather.parse(call!.input), JSON.stringify(call));
  const [streamed] = await streamText(forced).toolCalls;
  assert.deepEqual(streamed?.input, call?.input);

  const question = { role: "user" as const, content: QUESTION };
  const asked = await generateText({ ...asking(), messages: [question], tools });
  const told = await generateText({
    ...asking(),
    tools,
    messages: [
      question,
      { role: "assistant", content: [call!] },
      {
        role: "tool",
        content: [{
          type: "tool-result",
          toolCallId: call!.toolCallId,
          toolName: "weather",
          output: { type: "text", value: "It rains." },
        }],
      },
    ],
  });
  assert.ok(told.usage.inputTokens! > asked.usage.inputTokens!);
});

server.test("ai sdk: a structured answer is of its zod schema", async () => {
  const output = Output.object({ schema: weather });
  const answer = await generateText({ ...asking(), prompt: QUESTION, output });
  assert.doesNotThrow(() => weather.parse(answer.output));
});

server.test("ai sdk: embeddings are the same in a batch and alone", async () => {
  const model = provider().embedding("encoder");
  const values = ["the cat", "a dog that sleeps on the mat"];
  const { embeddings } = await embedMany({ model, values });
  for (const [i, value] of values.entries()) {
    assertNear(embeddings[i], (await embed({ model, value })).embedding);
  }
});

server.test("ai sdk: an answer that is given up leaves the server free", () =>
  server.checkGivenUp(async () => {
    const controller = new AbortController();
    const fetch: typeof globalThis.fetch = (input, init) => {
      const body = JSON.stringify({ ...JSON.parse(String(init?.body)), format: LONG_SCHEMA });
      return server.fetch(input, { ...init, body });
    };
    const { fullStream } = streamText({
      ...asking(),
      model: createOllama({ baseURL: `${server.url}/api`, fetch })("guide"),
      prompt: QUESTION,
      abortSignal: controller.signal,
    });
    const types = [];
    for await (const { type } of fullStream) {
      types.push(type);
      if (type === "text-delta") controller.abort();
    }
    assert.equal(types.at(-1), "abort");
    assert.match((await generateText({ ...asking(), prompt: QUESTION })).text, ANSWER);
  }));

server.test("ai sdk: an unknown model is the client's own error, with the server's text", async () => {
  const model = provider()("nobody");
  await assert.rejects(generateText({ model, prompt: QUESTION }), (error) => {
    assert.ok(APICallError.isInstance(error));
    assert.equal(error.statusCode, 404);
    assert.deepEqual(JSON.parse(error.responseBody!), { error: "model 'nobody' not found" });
    return true;
  });
});
