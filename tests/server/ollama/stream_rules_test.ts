import assert from "node:assert/strict";
import { join } from "../../../src/deps/path.ts";
import { ROOT, TestServer } from "../../support/hologram.ts";

const TINY = join(ROOT, "tests/fixtures/networks/decoder");
const OPTIONS = { temperature: 0, seed: 1, num_predict: 24 };
const QUESTION = "How do I see which models are loaded?";

// deno-lint-ignore no-explicit-any
type Json = any;

async function withGuide(test: (server: TestServer) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir();
  const server = await TestServer.start({ home });
  try {
    await test(server);
  } finally {
    await server.stop();
    await Deno.remove(home, { recursive: true });
  }
}

/** The lines of a streamed answer, as they must be. */
async function lines(response: Response): Promise<Json[]> {
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "application/x-ndjson");
  const text = await response.text();
  assert.ok(text.endsWith("\n"));
  return text.slice(0, -1).split("\n").map((line) => JSON.parse(line));
}

for (
  const [path, body, textOf] of [
    ["/api/generate", { prompt: QUESTION }, (line: Json) => line.response],
    [
      "/api/chat",
      { messages: [{ role: "user", content: QUESTION }] },
      (line: Json) => line.message.content,
    ],
  ] as const
) {
  Deno.test(`${path} streams unless it is told not to, and both ways give the same answer`, () =>
    withGuide(async (server) => {
      for (const think of [true, false]) {
        const request = { model: "guide", ...body, think, options: OPTIONS };
        const pieces = await lines(await server.post(path, request));
        const whole = await (await server.post(path, { ...request, stream: false })).json();
        assert.deepEqual(pieces.map(({ done }) => done), [
          ...pieces.slice(1).map(() => false),
          true,
        ]);
        assert.equal(pieces.map(textOf).join(""), textOf(whole));
        const thoughts = (line: Json) => (line.thinking ?? line.message?.thinking) ?? "";
        assert.equal(pieces.map(thoughts).join(""), thoughts(whole));
        assert.equal(thoughts(whole) !== "", think);
        const last = pieces.at(-1);
        assert.match(last.done_reason, /^(stop|length)$/);
        for (const figure of ["total_duration", "prompt_eval_count", "eval_count"]) {
          assert.ok(Number.isSafeInteger(last[figure]) && last[figure] > 0, figure);
        }
        assert.equal("load_duration" in last, last.load_duration > 0);
        assert.equal(Array.isArray(last.context), path === "/api/generate");
      }
    }));
}

Deno.test("log probabilities come with the pieces whose tokens they are of", () =>
  withGuide(async (server) => {
    const request = {
      model: "guide",
      prompt: QUESTION,
      logprobs: true,
      top_logprobs: 2,
      options: OPTIONS,
    };
    const pieces = await lines(await server.post("/api/generate", request));
    const whole = await (await server.post("/api/generate", { ...request, stream: false })).json();
    const streamed = pieces.flatMap(({ logprobs }) => logprobs ?? []);
    assert.deepEqual(streamed, whole.logprobs);
    assert.equal(streamed.map(({ token }) => token).join(""), whole.response);
    for (const { token, logprob, bytes, top_logprobs } of streamed) {
      assert.ok(logprob <= 0);
      assert.deepEqual(bytes, [...new TextEncoder().encode(token)]);
      assert.equal(top_logprobs.length, 2);
      assert.ok(top_logprobs[0].logprob >= top_logprobs[1].logprob);
    }
  }));

Deno.test("what did not fit is told in a header, and in the first and the last piece", () =>
  withGuide(async (server) => {
    await lines(await server.post("/api/create", { model: "tiny", from: TINY }));
    const request = {
      model: "tiny",
      messages: [
        { role: "user", content: "x ".repeat(60) },
        { role: "assistant", content: "y" },
        { role: "user", content: "What colour is grass?" },
      ],
      options: { num_ctx: 60, num_predict: 4 },
    };
    const response = await server.post("/api/chat", request);
    assert.match(response.headers.get("x-hologram-truncated")!, /^messages=\d, tokens=\d+$/);
    const pieces = await lines(response);
    assert.ok(pieces[0].truncated.messages > 0);
    assert.deepEqual(pieces.at(-1).truncated, pieces[0].truncated);
    const refused = await server.post("/api/chat", { ...request, truncate: false });
    assert.equal(refused.status, 400);
    assert.match((await refused.json()).error, /The prompt does not fit the context/);
  }));

Deno.test("a stream that fails after its first piece ends with a line that says so", () =>
  withGuide(async (server) => {
    const response = await server.post("/api/generate", {
      model: "guide",
      prompt: QUESTION,
      format: { type: "string", minLength: 3000 },
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await reader.read()).value ?? "";
    await (await server.post("/api/stop", { model: "guide" })).body?.cancel();
    for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
    assert.equal(response.status, 200);
    const last = JSON.parse(text.trimEnd().split("\n").at(-1)!);
    assert.match(last.error, /was stopped/);
  }));

Deno.test("tokens go to text and back", () =>
  withGuide(async (server) => {
    const content = "How do I stop a model? 😀";
    const tokenized = await server.post("/api/tokenize", { model: "guide", content });
    const { tokens } = await tokenized.json();
    assert.ok(tokens.length > 0 && tokens.every(Number.isSafeInteger));
    const back = await server.post("/api/detokenize", { model: "guide", tokens });
    assert.equal((await back.json()).content, content);
    const wrong = await server.post("/api/detokenize", { model: "guide", tokens: [10 ** 9] });
    assert.equal(wrong.status, 400);
    await wrong.body?.cancel();
  }));

Deno.test("models are listed under their shortest names, whatever the letter case of later ones", () =>
  withGuide(async (server) => {
    const names = [
      "mistral:7b-instruct-q4_0",
      "apple/OpenELM:latest",
      "boreas:2b-code-v1.5-q6_K",
      "myhost/mynamespace/lips:code",
    ];
    for (const name of [...names, "Apple/openelm"]) {
      const made = await server.post("/api/create", { model: name, from: "guide", stream: false });
      assert.deepEqual(await made.json(), { status: "success" });
    }
    const { models } = await (await fetch(`${server.url}/api/tags`)).json();
    const found = models.map(({ name }: Json) => name).filter((name: string) =>
      name !== "guide:latest"
    );
    assert.deepEqual(found.sort(), names.sort());
    assert.ok(models.every(({ capabilities }: Json) => capabilities.includes("completion")));
  }));
