import assert from "node:assert/strict";
import { contextLength } from "../../src/pipelines/context_length.ts";
import { ollamaCases } from "../support/ollama_cases.ts";

Deno.test("A context is never longer than the network was made for", () => {
  assert.equal(contextLength({ option: 8192, own: 2048 }), 2048);
  assert.equal(contextLength({ configured: 1024, own: 2048 }), 1024);
  assert.equal(contextLength({ own: 512 }), 512);
  assert.equal(contextLength({}), 4096);
});

const cases = ollamaCases("num_ctx_priority");
Deno.test({
  name: "The request decides, then the model, then the configuration, then the default",
  ignore: cases === undefined,
  fn: () => {
    for (const { in: { env, default: fallback, model, request }, expect } of cases!.cases) {
      const wanted = contextLength({ option: request || model, configured: env });
      // What is left when nobody says depends on the model here, on the memory in Ollama.
      assert.equal(request || model || env ? wanted : fallback, expect);
    }
  },
});
