import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { join } from "../../../src/deps/path.ts";
import { hologram, ROOT, TestServer } from "../../support/hologram.ts";
import { type OllamaCase, ollamaCases } from "../../support/ollama_cases.ts";
import { checkCase, sendCase } from "./http_case.ts";

const NETWORKS = join(ROOT, "tests/fixtures/networks");

async function withServer(test: (server: TestServer, home: string) => Promise<void>) {
  const home = await Deno.makeTempDir();
  try {
    const server = await TestServer.start({ home });
    try {
      await test(server, home);
    } finally {
      await server.stop();
    }
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

async function create(
  server: TestServer,
  home: string,
  name: string,
  network = "decoder",
): Promise<void> {
  const env = { HOLOGRAM_PORT: server.port };
  const from = join(NETWORKS, network);
  const { code, stderr } = await hologram(["create", name, "--from", from], { home, env });
  assert.equal(code, 0, stderr);
}

const cases: OllamaCase[] = (ollamaCases("http_cases")?.cases ?? [])
  .filter((item) => item.request.path.startsWith("/v1/"));

Deno.test({
  name: "requests to /v1 are answered as Ollama answers them, or better",
  ignore: cases.length === 0,
  fn: (t) =>
    withServer(async (server, home) => {
      for (const item of cases) {
        await t.step(item.id, async () => {
          const setUp = /^create model (\S+)$/.exec(item.setup ?? "")?.[1];
          if (setUp !== undefined) await create(server, home, setUp);
          const needsEncoder = item.id === "v1-embeddings-base64";
          if (needsEncoder) await create(server, home, "encoder", "encoder");
          const model = needsEncoder ? "encoder" : "test-model";
          await checkCase(item, await sendCase(server.url, item.request, model));
        });
      }
    }),
});

const QUESTION = { role: "user", content: "How do I remove a model?" };
const CHAT = {
  model: "guide",
  messages: [QUESTION],
  temperature: 0,
  reasoning_effort: "medium",
};

/** The data of a stream's events, each parsed unless it is no JSON. */
// deno-lint-ignore no-explicit-any
async function events(response: Response): Promise<any[]> {
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  const blocks = (await response.text()).split("\n\n");
  assert.equal(blocks.pop(), "");
  return blocks.map((block) => {
    const data = /^data: (.*)$/m.exec(block)![1]!;
    return data === "[DONE]" ? data : JSON.parse(data);
  });
}

Deno.test("an answer is the same whole and streamed, in every API", () =>
  withServer(async (server) => {
    const whole = await (await server.post("/v1/chat/completions", CHAT)).json();
    const [{ message, finish_reason }] = whole.choices;
    assert.match(message.content, /hologram rm/);
    assert.equal(finish_reason, "stop");

    const streamed = await events(
      await server.post("/v1/chat/completions", {
        ...CHAT,
        stream: true,
        stream_options: { include_usage: true },
      }),
    );
    assert.equal(streamed.pop(), "[DONE]");
    assert.deepEqual(streamed.pop().usage, whole.usage);
    const text = streamed.map(({ choices: [{ delta }] }) => delta.content ?? "").join("");
    assert.equal(text, message.content);
    const thoughts = streamed.map(({ choices: [{ delta }] }) => delta.reasoning ?? "").join("");
    assert.equal(thoughts, message.reasoning);
    assert.notEqual(thoughts, "");
    assert.equal(new Set(streamed.map(({ id }) => id)).size, 1);
    assert.notEqual(streamed[0].id, whole.id);

    const thinking = { type: "enabled", budget_tokens: 1024 };
    const said = {
      model: "guide",
      max_tokens: 200,
      messages: [QUESTION],
      temperature: 0,
      thinking,
    };
    const claude = await (await server.post("/v1/messages", said)).json();
    assert.deepEqual(claude.content, [
      { type: "thinking", thinking: message.reasoning, signature: "" },
      { type: "text", text: message.content },
    ]);
    assert.equal(claude.stop_reason, "end_turn");
    const parts = await events(await server.post("/v1/messages", { ...said, stream: true }));
    assert.equal(parts.map(({ delta }) => delta?.text ?? "").join(""), message.content);
    assert.deepEqual(parts.at(-2).usage, claude.usage);
    const counted = await server.post("/v1/messages/count_tokens", said);
    assert.deepEqual(await counted.json(), { input_tokens: claude.usage.input_tokens });

    const reasoning = { effort: "medium" };
    const asked = { model: "guide", input: QUESTION.content, temperature: 0, reasoning };
    const response = await (await server.post("/v1/responses", asked)).json();
    assert.equal(response.output[0].encrypted_content, message.reasoning);
    assert.equal(response.output[1].content[0].text, message.content);
    assert.equal(response.usage.total_tokens, whole.usage.total_tokens);
    const pieces = await events(await server.post("/v1/responses", { ...asked, stream: true }));
    assert.equal(pieces.at(-1).type, "response.completed");
    assert.deepEqual(pieces.at(-1).response.output[1].content, response.output[1].content);

    const prompt = { model: "guide", prompt: QUESTION.content, temperature: 0 };
    const completion = await (await server.post("/v1/completions", prompt)).json();
    const brief = { ...CHAT, reasoning_effort: "none" };
    const plain = await (await server.post("/v1/chat/completions", brief)).json();
    assert.equal(completion.choices[0].text, plain.choices[0].message.content);
  }));

Deno.test("a request has as many answers as it asks for, each with a seed of its own", () =>
  withServer(async (server) => {
    const request = {
      ...{ ...CHAT, temperature: 5, options: { top_k: 40 }, seed: 7, n: 3 },
      ...{ max_tokens: 12, reasoning_effort: "none" },
    };
    const { choices, usage } = await (await server.post("/v1/chat/completions", request)).json();
    assert.deepEqual(choices.map(({ index }: { index: number }) => index), [0, 1, 2]);
    const texts: string[] = choices.map(
      ({ message }: { message: { content: string } }) => message.content,
    );
    assert.ok(new Set(texts).size > 1, "all answers are the same");
    const third = { ...request, seed: 9, n: 1 };
    const alone = await (await server.post("/v1/chat/completions", third)).json();
    assert.equal(alone.choices[0].message.content, texts[2]);
    assert.equal(alone.usage.prompt_tokens, usage.prompt_tokens);

    const streamed = await events(
      await server.post("/v1/chat/completions", { ...request, stream: true }),
    );
    assert.equal(streamed.pop(), "[DONE]");
    const joined = ["", "", ""];
    for (const { choices: [{ index, delta }] } of streamed) joined[index] += delta.content ?? "";
    assert.deepEqual(joined, texts);

    const completion = await server.post("/v1/completions", {
      ...{
        model: "guide",
        prompt: ["hello", QUESTION.content],
        n: 2,
        temperature: 0,
        echo: true,
        max_tokens: 4,
      },
    });
    const { choices: four } = await completion.json();
    assert.equal(four.length, 4);
    assert.equal(four[0].text, four[1].text);
    assert.ok(four[0].text.startsWith("hello"));
    assert.ok(four[2].text.startsWith(QUESTION.content));
  }));

Deno.test("models are named with slashes written either way", () =>
  withServer(async (server) => {
    await (await fetch(`${server.url}/v1/models/guide`)).body?.cancel(); // it comes into the store
    const copied = await server.post("/api/copy", { source: "guide", destination: "me/mine" });
    assert.equal(copied.status, 200);
    await copied.body?.cancel();
    for (const path of ["me/mine", "me%2Fmine", "me/mine:latest"]) {
      const model = await (await fetch(`${server.url}/v1/models/${path}`)).json();
      assert.equal(model.object, "model");
      assert.equal(model.owned_by, "me");
      assert.equal(model.id, decodeURIComponent(path));
    }
  }));

Deno.test("failures have the API's own form, before and in place of a stream", () =>
  withServer(async (server) => {
    for (const stream of [false, true]) {
      const missing = { model: "nope", messages: [QUESTION], max_tokens: 4, stream };
      const openai = await server.post("/v1/chat/completions", missing);
      assert.equal(openai.status, 404);
      assert.equal((await openai.json()).error.message, "model 'nope' not found");
      const anthropic = await server.post("/v1/messages", missing);
      assert.equal(anthropic.status, 404);
      assert.match((await anthropic.json()).request_id, /^req_[0-9a-f]{24}$/);
    }
    const refused = await server.post("/v1/chat/completions", { ...CHAT, modalities: ["audio"] });
    assert.equal(refused.status, 400);
    assert.match((await refused.json()).error.message, /modality "audio" is not supported/);
    const encoded = await server.post("/v1/chat/completions", {}, {
      headers: { "content-encoding": "br" },
    });
    assert.equal(encoded.status, 415);
    assert.equal((await encoded.json()).error.type, "invalid_request_error");
  }));

Deno.test("extension fields reach the model: how long it stays, and how much it reads", () =>
  withServer(async (server) => {
    const running = async () => (await (await fetch(`${server.url}/api/ps`)).json()).models;
    const body = gzipSync(JSON.stringify({ ...CHAT, max_tokens: 2, keep_alive: "2h" }));
    const sent = await fetch(`${server.url}/v1/chat/completions`, {
      method: "POST",
      body: new Uint8Array(body),
      headers: { "content-encoding": "gzip" },
    });
    assert.equal(sent.status, 200);
    await sent.body?.cancel();
    const [model] = await running();
    assert.ok(Date.parse(model.expires_at) - Date.now() > 3_600_000);
    const last = await server.post("/v1/completions", {
      ...{ model: "guide", prompt: "hello", max_tokens: 2, keep_alive: 0 },
    });
    assert.equal(last.status, 200);
    await last.body?.cancel();
    assert.deepEqual(await running(), []);
  }));

Deno.test("a model calls the tool that it must call, and fills in the schema that it is given", () =>
  withServer(async (server) => {
    const schema = {
      type: "object",
      properties: { city: { enum: ["Paris"] } },
      required: ["city"],
    };
    const parameters = { ...schema, additionalProperties: false };
    const tool = { name: "get_weather", description: "Get the weather", parameters };
    const chat = {
      ...{ ...CHAT, max_tokens: 100, reasoning_effort: "none" },
      tools: [{ type: "function", function: tool }],
      tool_choice: "required",
    };
    const { choices: [choice] } = await (await server.post("/v1/chat/completions", chat)).json();
    assert.equal(choice.finish_reason, "tool_calls");
    const [call] = choice.message.tool_calls;
    assert.equal(call.function.name, "get_weather");
    assert.deepEqual(JSON.parse(call.function.arguments), { city: "Paris" });

    const streamed = await events(
      await server.post("/v1/messages", {
        ...{ model: "guide", messages: [QUESTION], temperature: 0, max_tokens: 100, stream: true },
        thinking: { type: "disabled" },
        tools: [{ ...tool, input_schema: parameters }],
        tool_choice: { type: "tool", name: "get_weather" },
      }),
    );
    const started = streamed.filter(({ content_block }) => content_block?.type === "tool_use");
    assert.deepEqual(started.map(({ content_block }) => content_block.name), ["get_weather"]);
    const json = streamed.map(({ delta }) => delta?.partial_json ?? "").join("");
    assert.deepEqual(JSON.parse(json), { city: "Paris" });
    assert.equal(streamed.at(-2).delta.stop_reason, "tool_use");

    const asked = {
      ...{ model: "guide", input: "hello", temperature: 0, max_output_tokens: 100 },
      reasoning: { effort: "none" },
      text: { format: { type: "json_schema", name: "place", schema: parameters } },
    };
    const response = await (await server.post("/v1/responses", asked)).json();
    assert.deepEqual(JSON.parse(response.output[0].content[0].text), { city: "Paris" });
  }));

Deno.test("what was left out of a long conversation is told in a header, or in the stream", () =>
  withServer(async (server, home) => {
    await create(server, home, "tiny");
    const long = { role: "user", content: "hello ".repeat(200) };
    const request = { model: "tiny", messages: [long, QUESTION], max_tokens: 2 };
    const whole = await server.post("/v1/chat/completions", request);
    assert.match(whole.headers.get("x-hologram-truncated")!, /^messages=1, tokens=\d+$/);
    await whole.body?.cancel();
    for (const include_usage of [false, true]) {
      const stream = { ...request, stream: true, stream_options: { include_usage } };
      const streamed = await events(await server.post("/v1/chat/completions", stream));
      assert.equal(streamed.at(-2).hologram.truncated.messages, 1);
      assert.equal(streamed.filter((event) => event.hologram).length, 1);
    }
    const messages = await events(await server.post("/v1/messages", { ...request, stream: true }));
    assert.equal(messages.at(-2).hologram.truncated.messages, 1);
    const refused = await server.post("/v1/chat/completions", { ...request, truncate: false });
    assert.equal(refused.status, 400);
    await refused.body?.cancel();
  }));
