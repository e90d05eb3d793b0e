import assert from "node:assert/strict";
import type { HologramError } from "../../src/base/mod.ts";
import { DEFAULT_OPTIONS, parseOptions } from "../../src/text/mod.ts";
import { ollamaCases } from "../support/ollama_cases.ts";

function refusal(raw: Record<string, unknown>): string {
  let message = "";
  assert.throws(() => parseOptions(raw), (error: HologramError) => {
    message = error.message;
    return error.kind === "invalid";
  });
  return message;
}

Deno.test("No options are Ollama's defaults", () => {
  assert.deepEqual(parseOptions({}), { options: DEFAULT_OPTIONS, ignored: [] });
  assert.deepEqual(DEFAULT_OPTIONS, {
    num_keep: 4,
    seed: -1,
    num_predict: -1,
    top_k: 40,
    top_p: 0.9,
    min_p: 0,
    typical_p: 1,
    repeat_last_n: 64,
    temperature: 0.8,
    repeat_penalty: 1,
    presence_penalty: 0,
    frequency_penalty: 0,
    stop: [],
    num_batch: 512,
    num_gpu: -1,
    main_gpu: 0,
    num_thread: 0,
    draft_num_predict: 4,
  });
});

Deno.test("A request's options come before the model's, the model's before the defaults", () => {
  const model = { temperature: 0.2, top_k: 7, stop: ["x"] };
  const { options } = parseOptions({ top_k: 3, stop: ["a", "b"], num_ctx: 8192 }, model);
  assert.deepEqual(options, {
    ...DEFAULT_OPTIONS,
    temperature: 0.2,
    top_k: 3,
    stop: ["a", "b"],
    num_ctx: 8192,
  });
});

Deno.test("Unknown options are ignored and named, also those named like an object's own", () => {
  const raw = JSON.parse('{"num_ctx": 1, "unknown_opt": 1, "__proto__": 1, "toString": 2}');
  const { options, ignored } = parseOptions(raw);
  assert.deepEqual(ignored, ["unknown_opt", "__proto__", "toString"]);
  assert.deepEqual(options, { ...DEFAULT_OPTIONS, num_ctx: 1 });
});

Deno.test("A wrong type is refused in Ollama's words", () => {
  assert.equal(refusal({ seed: "42" }), 'option "seed" must be of type integer');
  assert.equal(refusal({ stop: "a" }), 'option "stop" must be of type array');
  assert.equal(refusal({ stop: ["a", 1] }), 'option "stop" must be of an array of strings');
  assert.equal(refusal({ use_mmap: 1 }), 'option "use_mmap" must be of type boolean');
  assert.equal(refusal({ temperature: "hot" }), 'option "temperature" must be of type float32');
  assert.equal(refusal({ top_p: NaN }), 'option "top_p" must be of type float32');
  assert.equal(refusal({ top_k: Infinity }), 'option "top_k" must be of type integer');
});

Deno.test("Fractions of integers are dropped, and null changes nothing", () => {
  const { options } = parseOptions({ top_k: 3.9, seed: -1.5, temperature: null }, {
    temperature: 0,
  });
  assert.deepEqual([options.top_k, options.seed, options.temperature], [3, -1, 0]);
});

Deno.test("Values that mean nothing are refused", () => {
  assert.equal(refusal({ repeat_penalty: 0 }), 'option "repeat_penalty" must be greater than 0');
  assert.equal(refusal({ num_ctx: -1 }), 'option "num_ctx" must be 0 or more');
});

const cases = ollamaCases("options_merge");
Deno.test({
  name: "A request's options are read as Ollama reads them",
  ignore: cases === undefined,
  fn: () => {
    for (const { in: text, expect } of cases!.cases) {
      if (expect.error) {
        assert.throws(() => parseOptions(JSON.parse(text)), { message: expect.error }, text);
        continue;
      }
      const { options, ignored } = parseOptions(JSON.parse(text));
      assert.deepEqual(ignored, expect.ignored ?? [], text);
      const { num_ctx, ...expected } = expect.options;
      // Nobody says how long the context is until the model does; Ollama shows its default.
      assert.equal(options.num_ctx ?? 4096, num_ctx, text);
      const said = Object.entries({ ...options, num_ctx: undefined }).filter(([, value]) =>
        Array.isArray(value) ? value.length > 0 : Boolean(value)
      );
      assert.deepEqual(Object.fromEntries(said), expected, text);
    }
  },
});
