import assert from "node:assert/strict";
import { findCompanions } from "../../src/compiler/mod.ts";
import { readModules } from "../../src/compiler/read_modules.ts";
import { fromFileUrl } from "../../src/deps/path.ts";

const ENCODER = fromFileUrl(new URL("../fixtures/networks/encoder", import.meta.url));

Deno.test("readModules() gives the kinds of modules and their folders", () => {
  const modules = readModules("modules.json", [
    { idx: 0, path: "", type: "sentence_transformers.models.Transformer" },
    { idx: 1, path: "1_Pooling", type: "sentence_transformers.models.Pooling" },
    { idx: 2, type: "Normalize" },
  ]);
  assert.deepEqual(modules, [
    { kind: "Transformer", folder: "" },
    { kind: "Pooling", folder: "1_Pooling" },
    { kind: "Normalize", folder: "" },
  ]);
});

Deno.test("readModules() refuses what is no list of modules, and folders that lead elsewhere", () => {
  for (const value of [{}, "x", [1], [null], [{ path: "a" }], [{ type: "Pooling", path: 1 }]]) {
    assert.throws(() => readModules("modules.json", value), { kind: "invalid" });
  }
  for (const path of ["..", "../a", "a/../../b", "/etc", "C:/x", "\\a", "a\\..\\.."]) {
    assert.throws(() => readModules("modules.json", [{ type: "Pooling", path }]), {
      kind: "invalid",
      message: /^Cannot read modules\.json: the folder ".*" leads out of the model's own$/,
    });
  }
});

Deno.test("findCompanions() reads the documents of a sentence-transformers model", async () => {
  const { modules, pooling, sentenceConfig, promptConfig } = await findCompanions(ENCODER);
  assert.deepEqual(modules?.modules.map(({ kind }) => kind), [
    "Transformer",
    "Pooling",
    "Normalize",
  ]);
  assert.equal(pooling?.json.pooling_mode_mean_tokens, true);
  assert.equal(sentenceConfig?.json.max_seq_length, 48);
  assert.deepEqual(promptConfig?.json.prompts, { query: "query: ", document: "" });
});
