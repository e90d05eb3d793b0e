import assert from "node:assert/strict";
import { AIMessage, HumanMessage, ToolMessage } from "./deps/langchain_core.ts";
import { ChatOllama, Ollama, OllamaEmbeddings } from "./deps/langchain_ollama.ts";
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
const settings = () => ({ model: "guide", baseUrl: server.url, fetch: server.fetch });
const chat = (more = {}) => new ChatOllama({ ...settings(), ...SAME_ANSWER, ...more });
const embeddings = () => new OllamaEmbeddings({ ...settings(), model: "encoder" });
const weatherTool = { name: "weather", description: "Tells the weather", schema: weather };

/** As the server's `fetch`, with a field that LangChain has no word for. */
const forcing: typeof fetch = (input, init) => {
  const body = { ...JSON.parse(String(init?.body)), tool_choice: "required" };
  return server.fetch(input, { ...init, body: JSON.stringify(body) });
};

server.test("langchain: a chat model gives the same answer whole and in pieces", async () => {
  const whole = await chat().invoke(QUESTION);
  assert.match(whole.text, ANSWER);
  assert.ok(whole.usage_metadata!.output_tokens > 0);
  let joined = "";
  for await (const piece of await chat().stream(QUESTION)) joined += piece.text;
  assert.equal(joined, whole.text);
});

server.test("langchain: a text model gives the same answer whole and in pieces", async () => {
  const model = new Ollama({ ...settings(), ...SAME_ANSWER });
  const whole = await model.invoke(QUESTION);
  assert.match(whole, ANSWER);
  let joined = "";
  for await (const piece of await model.stream(QUESTION)) joined += piece;
  assert.equal(joined, whole);
});

server.test("langchain: think tells whether the thoughts come along", async () => {
  const thoughts = async (think: boolean) => {
    const answer = await chat({ think }).invoke(QUESTION);
    assert.match(answer.text, ANSWER);
    return answer.additional_kwargs.reasoning_content;
  };
  assert.ok(await thoughts(true));
  assert.equal(await thoughts(false), undefined);
});

server.test("langchain: a bound tool is called with arguments of its schema, and its result goes in", async () => {
  const forced = chat({ think: false, fetch: forcing }).bindTools([weatherTool]);
  const { tool_calls } = await forced.invoke(QUESTION);
  assert.equal(tool_calls?.[0]?.name, "weather");
  assert.doesNotThrow(() => weather.parse(tool_calls![0]!.args), JSON.stringify(tool_calls));

  const free = chat({ think: false }).bindTools([weatherTool]);
  const asked = await free.invoke(QUESTION);
  const told = await free.invoke([
    new HumanMessage(QUESTION),
    new AIMessage({ content: "", tool_calls }),
    new ToolMessage({ content: "It rains.", tool_call_id: tool_calls![0]!.id!, name: "weather" }),
  ]);
  assert.ok(told.usage_metadata!.input_tokens > asked.usage_metadata!.input_tokens);
});

server.test("langchain: a structured answer is of its zod schema, after thinking as well", async () => {
  for (const think of [undefined, false]) {
    const answer = await chat({ think }).withStructuredOutput(weather).invoke(QUESTION);
    assert.doesNotThrow(() => weather.parse(answer), JSON.stringify(answer));
  }
});

server.test("langchain: embeddings are the same in a batch and alone", async () => {
  const texts = ["the cat", "a dog that sleeps on the mat"];
  const vectors = await embeddings().embedDocuments(texts);
  for (const [i, text] of texts.entries()) {
    assertNear(vectors[i], await embeddings().embedQuery(text));
  }
});

server.test("langchain: an answer that is given up leaves the server free", () =>
  server.checkGivenUp(async () => {
    // Its own signal ends the iteration alone, not the request.
    const long = chat({ think: false, format: LONG_SCHEMA });
    await assert.rejects(async () => {
      for await (const _ of await long.stream(QUESTION)) long.client.abort();
    }, { name: "AbortError" });
    assert.match((await chat().invoke(QUESTION)).text, ANSWER);
  }));

server.test("langchain: an unknown model is the client's own error, with the server's text", async () => {
  const unknown = { name: "ResponseError", status_code: 404, message: "model 'nobody' not found" };
  await assert.rejects(chat({ model: "nobody" }).invoke(QUESTION), unknown);
});
