import assert from "node:assert/strict";
import { fromFileUrl, join } from "../../../src/deps/path.ts";
import { createdModels } from "../../models/created_models.ts";

const NETWORKS = fromFileUrl(new URL("../../fixtures/networks", import.meta.url));
const ENCODER = join(NETWORKS, "encoder");

const models = createdModels({ encoder: ENCODER, mlp: join(NETWORKS, "feed_forward") });

interface Expected {
  text: string;
  ids: number[];
  mean: number[];
}

interface Reply {
  model: string;
  embeddings: number[][];
  total_duration: number;
  load_duration: number;
  prompt_eval_count: number;
  truncated?: { tokens: number };
}

async function readExpected(): Promise<Expected[]> {
  return JSON.parse(await Deno.readTextFile(join(ENCODER, "expected.json"))).embeddings;
}

async function post(path: string, body: unknown): Promise<{ status: number; text: string }> {
  const response = await models.server.post(path, body);
  return { status: response.status, text: await response.text() };
}

async function embed(body: Record<string, unknown>): Promise<Reply> {
  const { status, text } = await post("/api/embed", { model: "encoder", ...body });
  assert.equal(status, 200, text);
  return JSON.parse(text);
}

async function refused(path: string, body: unknown): Promise<[status: number, error: string]> {
  const { status, text } = await post(path, body);
  return [status, JSON.parse(text).error];
}

const unit = (vector: number[]) => vector.map((value) => value / Math.hypot(...vector));

function assertNear(actual: number[], wanted: number[], tolerance = 1e-5): void {
  assert.equal(actual.length, wanted.length);
  for (const [i, value] of wanted.entries()) {
    assert.ok(Math.abs(actual[i]! - value) <= tolerance, `${i}: ${actual[i]}, expected ${value}`);
  }
}

Deno.test("/api/embed gives torch's vectors, brought to length 1, for one text and for several", async () => {
  const expected = await readExpected();
  const together = await embed({ input: expected.map(({ text }) => text) });
  assert.equal(together.model, "encoder");
  assert.equal(together.embeddings.length, expected.length);
  assert.equal(together.prompt_eval_count, expected.reduce((sum, { ids }) => sum + ids.length, 0));
  assert.deepEqual(together.truncated, { tokens: 14 });
  for (const [row, { text, ids, mean }] of expected.entries()) {
    assertNear(together.embeddings[row]!, unit(mean));
    if (text === "") continue;
    const alone = await embed({ input: text });
    assertNear(together.embeddings[row]!, alone.embeddings[0]!);
    assert.equal(alone.prompt_eval_count, ids.length);
    assert.ok(Number.isSafeInteger(alone.total_duration) && alone.total_duration > 0);
    assert.ok(Number.isSafeInteger(alone.load_duration));
  }
});

Deno.test("/api/embed writes numbers as the shortest decimals of 32 bits", async () => {
  const { text } = await post("/api/embed", { model: "encoder", input: "sea" });
  const written = /"embeddings":\[\[([^\]]*)\]\]/.exec(text)![1]!.split(",");
  assert.equal(written.length, 32);
  for (const number of written) {
    const digits = number.replace(/e.*$/, "").replace(/^-?0?\.?0*|[.-]/g, "");
    assert.ok(digits.length <= 9, number);
  }
});

Deno.test("/api/embed without a text loads the model and gives no vector", async () => {
  for (const input of ["", [], null, undefined]) {
    const { model, embeddings, prompt_eval_count } = await embed({ input });
    assert.deepEqual({ model, embeddings, prompt_eval_count }, {
      model: "encoder",
      embeddings: [],
      prompt_eval_count: 0,
    });
  }
  const { models: loaded } = await (await fetch(`${models.server.url}/api/ps`)).json();
  assert.ok(loaded.some(({ name }: { name: string }) => name === "encoder:latest"));
});

Deno.test("/api/embed keeps the first dimensions, and refuses more than there are", async () => {
  const [{ text, mean }] = await readExpected() as [Expected];
  const { embeddings } = await embed({ input: text, dimensions: 8 });
  assertNear(embeddings[0]!, unit(mean.slice(0, 8)));
  assert.deepEqual(
    await refused("/api/embed", { model: "encoder", input: text, dimensions: 33 }),
    [400, "Cannot give 33 dimensions: the model's vectors have 32"],
  );
});

Deno.test("/api/embed cuts too long a text and says so, or refuses it", async () => {
  const input = "boat ".repeat(60);
  const cut = await embed({ input });
  assert.equal(cut.prompt_eval_count, 48);
  assert.deepEqual(cut.truncated, { tokens: 14 });
  assert.equal((await embed({ input, options: { num_ctx: 10 } })).prompt_eval_count, 10);
  assert.deepEqual(
    await refused("/api/embed", { model: "encoder", input, truncate: false }),
    [400, "the input length exceeds the context length"],
  );
  assert.equal((await embed({ input: "boat", truncate: false })).prompt_eval_count, 3);
});

Deno.test("/api/embed refuses what is no text, no model, or a model without embeddings", async () => {
  for (const input of [1, ["a", 1], { a: 1 }, true]) {
    const answer = await refused("/api/embed", { model: "encoder", input });
    assert.deepEqual(answer, [400, "invalid input type"]);
  }
  assert.deepEqual(await refused("/api/embed", {}), [404, "model '' not found"]);
  const missing = { model: "nope", input: "a", prompt: "a" };
  assert.deepEqual(await refused("/api/embed", missing), [404, "model 'nope' not found"]);
  assert.deepEqual(await refused("/api/embeddings", missing), [404, "model 'nope' not found"]);
  assert.deepEqual(await refused("/api/embeddings", {}), [400, "model is required"]);
  const tensors = { model: "mlp", input: "a", prompt: "a" };
  const sentence = '"mlp" does not support embedding';
  assert.deepEqual(await refused("/api/embed", tensors), [400, sentence]);
  assert.deepEqual(await refused("/api/embeddings", tensors), [400, sentence]);
});

Deno.test("/api/embeddings gives the vector of one text as the model has it", async () => {
  const [{ text, mean }] = await readExpected() as [Expected];
  const whole = await post("/api/embeddings", { model: "encoder", prompt: text });
  assertNear(JSON.parse(whole.text).embedding, mean, 2e-5);
  assert.deepEqual(Object.keys(JSON.parse(whole.text)), ["embedding"]);
  const empty = await post("/api/embeddings", { model: "encoder", prompt: "" });
  assert.deepEqual([empty.status, JSON.parse(empty.text)], [200, { embedding: [] }]);
  const long = await post("/api/embeddings", { model: "encoder", prompt: "boat ".repeat(60) });
  assert.deepEqual(JSON.parse(long.text).truncated, { tokens: 14 });
});

Deno.test("show tells that a model makes embeddings, how wide, and from how long a text", async () => {
  const shown = JSON.parse((await post("/api/show", { model: "encoder" })).text);
  assert.deepEqual(shown.capabilities, ["embedding"]);
  assert.equal(shown.task, "feature-extraction");
  assert.equal(shown.model_info["bert.context_length"], 48);
  assert.equal(shown.model_info["bert.embedding_length"], 32);
});

Deno.test("The embedded model chats and makes embeddings, alike alone and in a batch", async () => {
  const { capabilities } = JSON.parse((await post("/api/show", { model: "guide" })).text);
  assert.ok(capabilities.includes("completion") && capabilities.includes("embedding"));
  const input = [
    "hello",
    "How do I delete a model?",
    "What does serve do, and where does it listen?",
  ];
  const together = await embed({ model: "guide", input });
  for (const [row, text] of input.entries()) {
    const vector = together.embeddings[row]!;
    assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-5);
    assertNear(vector, (await embed({ model: "guide", input: text })).embeddings[0]!);
  }
  const { text } = await post("/api/embeddings", { model: "guide", prompt: "hello" });
  const { embedding } = JSON.parse(text);
  assert.ok(Math.abs(Math.hypot(...embedding) - 1) > 0.1);
  assertNear(unit(embedding), together.embeddings[0]!);
});
