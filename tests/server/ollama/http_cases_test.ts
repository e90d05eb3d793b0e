import assert from "node:assert/strict";
import { zstdCompressSync } from "node:zlib";
import { type OllamaCase, ollamaCases } from "../../support/ollama_cases.ts";
import { join } from "../../../src/deps/path.ts";
import { ROOT, TestServer } from "../../support/hologram.ts";
import { checkAnswer, jsonOf } from "./expectations.ts";
import { type HttpAnswer, httpRequest } from "./http_request.ts";

/** Thinks, calls tools, embeds; and one that can do none of it. */
const MODEL = "guide";
const PLAIN = "plain";
const TINY = join(ROOT, "tests/fixtures/networks/decoder");
/** A network without options of its own. */
const NETWORK = join(ROOT, "tests/fixtures/networks/feed_forward/model.onnx");
const LONG = "word ".repeat(5000);

const group = ollamaCases("http_cases");

Deno.test({
  name: "Every request of Ollama's own tests is answered as Ollama answers it, or better",
  ignore: group === undefined,
  fn: async (t) => {
    const homes = [await Deno.makeTempDir(), await Deno.makeTempDir()] as const;
    const empty = await TestServer.start({ home: homes[0] });
    const server = await TestServer.start({ home: homes[1] });
    const answers = new Map<string, HttpAnswer>();
    try {
      for (const one of group!.cases) {
        await t.step(one.id, async () => {
          const isEmpty = /empty store|nothing loaded/.test(one.setup ?? "");
          const base = isEmpty ? empty.url : server.url;
          await setUp(one, base);
          const named = fill(one, isPlain(one) ? PLAIN : MODEL);
          const answer = await httpRequest(base, requestOf(named));
          answers.set(one.id, answer);
          check(named, answer, answers);
        });
      }
    } finally {
      await empty.stop();
      await server.stop();
      for (const home of homes) await Deno.remove(home, { recursive: true });
    }
  },
});

function fill(one: OllamaCase, model: string): OllamaCase {
  const text = JSON.stringify(one).replaceAll("{MODEL}", model)
    .replaceAll("fp_ollama", "fp_hologram");
  return JSON.parse(text.replaceAll("<longer than context>", LONG));
}

function requestOf({ request }: OllamaCase): Parameters<typeof httpRequest>[1] {
  const { method, path, headers, json, raw } = request;
  if (raw?.startsWith("<zstd body")) {
    return { method, path, headers, body: zstdCompressSync(new Uint8Array(9 * 2 ** 20)) };
  }
  return { method, path, headers, body: raw ?? (json && JSON.stringify(json)) };
}

/** Whether a case is about a model that can do less, or shows an answer without thoughts. */
function isPlain({ id, setup = "" }: OllamaCase): boolean {
  return /without .* capability/.test(setup) || /^(anthropic|responses)-shape$/.test(id);
}

async function setUp(one: OllamaCase, base: string): Promise<void> {
  const post = async (path: string, body: unknown) => {
    const { status, text } = await httpRequest(base, {
      method: "POST",
      path,
      body: JSON.stringify(body),
    });
    assert.ok(status === 200, `${path}: ${text}`);
  };
  const setup = one.setup ?? "";
  if (isPlain(one)) {
    await post("/api/create", { model: PLAIN, from: TINY });
  }
  const named = /^create (?:model )?([\w-]+)/.exec(setup)?.[1];
  if (named !== undefined) {
    const parameters = setup.includes("with parameters")
      ? { seed: 42, top_p: 0.9, stop: ["foo", "bar"] }
      : undefined;
    await post("/api/create", { model: named, from: NETWORK, parameters, stream: false });
  }
  if (setup === "load {MODEL}") await post("/api/generate", { model: MODEL });
}

function check(one: OllamaCase, answer: HttpAnswer, answers: Map<string, HttpAnswer>): void {
  const { improve, same_direction_as: other, ...expected } = one.expect;
  if (improve === undefined) checkAnswer(expected, answer);
  else {
    const { json_types, ...values } = improve;
    if (json_types) checkAnswer({ json_types }, answer);
    for (const [path, value] of Object.entries(values)) {
      if (typeof value === "number") {
        assert.equal(answer.status, value, answer.text);
        continue;
      }
      const found = path.split(".").reduce((body, key) => body[key], jsonOf(answer));
      const most = /^<=(\d+)$/.exec(String(value))?.[1];
      if (most === undefined) assert.equal(found, value, path);
      else assert.ok(found <= Number(most), `${path}: ${found}`);
    }
  }
  if (other !== undefined) {
    const a: number[] = jsonOf(answer).embedding;
    const b: number[] = jsonOf(answers.get(other)!).embeddings[0];
    const cosine = a.reduce((sum, value, i) => sum + value * b[i]!, 0) / Math.hypot(...a);
    assert.ok(Math.abs(cosine - 1) < 1e-5, `cosine ${cosine}`);
  }
}
