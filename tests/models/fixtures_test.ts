import assert from "node:assert/strict";
import { parseExactJson, stringifyExactJson } from "../../src/base/mod.ts";
import { fromFileUrl, join } from "../../src/deps/path.ts";
import { createdModels } from "./created_models.ts";

const NETWORKS = fromFileUrl(new URL("../fixtures/networks", import.meta.url));
const NAMES = [
  "control_flow",
  "convolutional",
  "decoder",
  "encoder",
  "external_data",
  "feed_forward",
  "quantized",
  "recurrent",
  "types",
];

type Element = number | bigint | boolean | string;

/** A tensor of the Open Inference Protocol in JSON. */
interface JsonTensor {
  name: string;
  datatype: string;
  shape: number[];
  data: Element[];
}

interface Case {
  inputs: JsonTensor[];
  outputs: JsonTensor[];
  tolerance: number;
}

interface Generation {
  prompt: string;
  messages?: { role: string; content: string }[];
  prompt_ids: number[];
  ids: number[];
  text: string;
}

const NOT_FINITE: Readonly<Record<string, number>> = {
  NaN: NaN,
  Infinity: Infinity,
  "-Infinity": -Infinity,
};

async function readExpected(
  network: string,
): Promise<{ cases: Case[]; generations: Generation[] }> {
  const text = await Deno.readTextFile(join(NETWORKS, network, "expected.json"));
  return parseExactJson(text) as { cases: Case[]; generations: Generation[] };
}

const isFloat = ({ datatype }: JsonTensor) => datatype.startsWith("FP");

/** The tensor with the numbers that strings stand for. */
function withNotFinite(tensor: JsonTensor): JsonTensor {
  if (!isFloat(tensor)) return tensor;
  const number = (value: Element) => typeof value === "string" ? NOT_FINITE[value]! : value;
  return { ...tensor, data: tensor.data.map(number) };
}

/** A number as the element of that type that it stands for: the reply has the shortest decimal of each. */
function rounded(value: Element, datatype: string): number {
  if (datatype === "FP16") return Math.f16round(Number(value));
  return datatype === "FP32" ? Math.fround(Number(value)) : Number(value);
}

/** Floats that are finite may differ by `tolerance * (1 + |expected|)`, everything else is equal. */
function assertAgrees(actual: JsonTensor, expected: JsonTensor, tolerance: number): void {
  if (!isFloat(expected)) {
    assert.deepEqual(actual, expected);
    return;
  }
  assert.deepEqual({ ...actual, data: [] }, { ...expected, data: [] });
  assert.equal(actual.data.length, expected.data.length);
  for (const [index, value] of expected.data.entries()) {
    const got = rounded(actual.data[index]!, expected.datatype);
    const wanted = rounded(value, expected.datatype);
    const near = Math.abs(got - wanted) <= tolerance * (1 + Math.abs(wanted));
    const same = Number.isFinite(wanted) ? near : Object.is(got, wanted);
    assert.ok(same, `${expected.name}[${index}] is ${got}, expected ${wanted}`);
  }
}

const models = createdModels(
  Object.fromEntries(NAMES.map((name) => [name, join(NETWORKS, name)])),
);

for (const network of NAMES) {
  Deno.test(`${network} computes over /v2 what its file says`, async () => {
    const { cases } = await readExpected(network);
    assert.ok(cases.length > 0);
    for (const { inputs, outputs, tolerance } of cases) {
      const response = await models.server.post(`/v2/models/${network}/infer`, undefined, {
        body: stringifyExactJson({ inputs: inputs.map(withNotFinite) }),
      });
      const text = await response.text();
      assert.equal(response.status, 200, text);
      const reply = parseExactJson(text) as { model_name: string; outputs: JsonTensor[] };
      assert.equal(reply.model_name, network);
      assert.deepEqual(reply.outputs.map(({ name }) => name), outputs.map(({ name }) => name));
      for (const [index, expected] of outputs.entries()) {
        assertAgrees(reply.outputs[index]!, withNotFinite(expected), tolerance);
      }
    }
  });
}

Deno.test("a network of the fixtures has its expectations tested", async () => {
  const folders = (await Array.fromAsync(Deno.readDir(NETWORKS)))
    .filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
  assert.deepEqual(folders.sort(), NAMES);
});

/** The state goes out of one request and into the next. */
Deno.test("recurrent computes a sequence in two parts as it does in one", async () => {
  const { cases } = await readExpected("recurrent");
  const [whole, first, second] = cases as [Case, Case, Case];
  const ask = async (inputs: JsonTensor[]) => {
    const response = await models.server.post("/v2/models/recurrent/infer", { inputs });
    return (await response.json() as { outputs: JsonTensor[] }).outputs;
  };
  const started = await ask(first.inputs);
  const state = started.slice(1).map((output, i) => ({ ...output, name: `${"hc"[i]}0` }));
  const finished = await ask([second.inputs[0]!, ...state]);
  const [y, ...last] = whole.outputs as [JsonTensor, ...JsonTensor[]];
  const data = [started[0]!, finished[0]!].flatMap((part) => part.data);
  assertAgrees({ ...y, data }, y, whole.tolerance);
  for (const [index, expected] of last.entries()) {
    assertAgrees(finished[index + 1]!, expected, whole.tolerance);
  }
});

const GREEDY = { temperature: 0, num_predict: 60 };

async function ask(path: string, body: Record<string, unknown>) {
  const request = { model: "decoder", stream: false, options: GREEDY, ...body };
  const response = await models.server.post(path, request);
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return JSON.parse(text);
}

Deno.test("decoder continues raw text with the reference's tokens up to its end token", async () => {
  const { generations } = await readExpected("decoder");
  assert.ok(generations.some(({ messages }) => messages === undefined));
  for (const { prompt, prompt_ids, ids, text } of generations) {
    const answer = await ask("/api/generate", { prompt, raw: true });
    assert.equal(answer.response, text);
    assert.equal(answer.done_reason, "stop");
    assert.equal(answer.prompt_eval_count, prompt_ids.length);
    assert.equal(answer.eval_count, ids.length);
  }
});

Deno.test("decoder answers a prompt through its chat template, and gives the tokens back", async () => {
  const { generations } = await readExpected("decoder");
  let asked = 0;
  for (const { messages = [], prompt_ids, ids, text } of generations) {
    const [system, user] = [...messages.length === 1 ? [undefined] : [], ...messages];
    if (messages.length === 0 || messages.length > 2) continue;
    const answer = await ask("/api/generate", { prompt: user!.content, system: system?.content });
    assert.equal(answer.response, text);
    assert.deepEqual(answer.context, [...prompt_ids, ...ids.slice(0, -1)]);
    asked++;
  }
  assert.ok(asked > 1);
});

Deno.test("decoder answers every conversation over /api/chat, whole and in pieces", async () => {
  const { generations } = await readExpected("decoder");
  const conversations = generations.filter(({ messages }) => messages !== undefined);
  assert.ok(conversations.some(({ messages }) => messages!.length > 2));
  for (const { messages, prompt_ids, ids, text } of conversations) {
    const answer = await ask("/api/chat", { messages });
    assert.deepEqual(answer.message, { role: "assistant", content: text });
    assert.equal(answer.prompt_eval_count, prompt_ids.length);
    assert.equal(answer.eval_count, ids.length);
    const request = { model: "decoder", messages, options: GREEDY };
    const lines = (await (await models.server.post("/api/chat", request)).text()).trimEnd()
      .split("\n").map((line) => JSON.parse(line));
    assert.equal(lines.map(({ message }) => message.content).join(""), text);
    assert.deepEqual(lines.map(({ done }) => done), [...lines.slice(1).map(() => false), true]);
  }
});

Deno.test("decoder reads the context of an answer in front of the next prompt", async () => {
  const { generations } = await readExpected("decoder");
  const { messages, prompt_ids } = generations.find(({ messages }) => messages?.length === 3)!;
  const first = await ask("/api/generate", { prompt: messages![0]!.content });
  assert.equal(first.response, messages![1]!.content);
  const second = await ask("/api/generate", {
    prompt: messages![2]!.content,
    context: first.context,
  });
  // In the conversation, an end token and a line feed follow the answer; a context has the answer's text alone.
  const prompt = [...first.context, ...prompt_ids.slice(first.context.length + 2)];
  assert.deepEqual(second.context.slice(0, prompt.length), prompt);
  assert.equal(second.prompt_eval_count, prompt.length);
});
