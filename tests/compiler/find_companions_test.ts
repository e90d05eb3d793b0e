import assert from "node:assert/strict";
import { findCompanions } from "../../src/compiler/mod.ts";
import { dirname, join } from "../../src/deps/path.ts";
import { withFolder } from "../onnx/build_model.ts";

/** Makes files of these contents in a new folder and runs with it. */
async function withFiles(
  files: Record<string, string>,
  run: (folder: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    for (const [name, contents] of Object.entries(files)) {
      await Deno.mkdir(dirname(join(folder, name)), { recursive: true });
      await Deno.writeTextFile(join(folder, name), contents);
    }
    await run(folder);
  });
}

Deno.test("findCompanions() finds the model in the onnx folder and its documents above", async () => {
  const files = {
    "onnx/model.onnx": "",
    "onnx/model_q4.onnx": "",
    "onnx/config.json": '{"nearest": true}',
    "config.json": '{"nearest": false}',
    "tokenizer.json": "{}",
    "generation_config.json": '{"eos_token_id": 2}',
    "LICENSE": "MIT",
  };
  await withFiles(files, async (folder) => {
    const found = await findCompanions(folder);
    assert.equal(found.modelPath, join(folder, "onnx/model.onnx"));
    assert.deepEqual(found.config?.json, { nearest: true });
    assert.deepEqual(found.generationConfig?.json, { eos_token_id: 2 });
    assert.deepEqual(found.tokenizer?.bytes, new TextEncoder().encode("{}"));
    assert.deepEqual(found.license, new TextEncoder().encode("MIT"));
    assert.equal(found.tokenizerConfig, undefined);
    const named = await findCompanions(join(folder, "onnx/model_q4.onnx"));
    assert.equal(named.modelPath, join(folder, "onnx/model_q4.onnx"));
    assert.deepEqual(named.tokenizer?.json, {});
  });
});

Deno.test("findCompanions() looks above another folder only where a config.json stands", async () => {
  await withFiles({ "a/b/net.onnx": "", "a/tokenizer.json": "{}" }, async (folder) => {
    const path = join(folder, "a/b/net.onnx");
    assert.equal((await findCompanions(join(folder, "a/b"))).modelPath, path);
    assert.equal((await findCompanions(path)).tokenizer, undefined);
    await Deno.writeTextFile(join(folder, "a/config.json"), "{}");
    assert.deepEqual((await findCompanions(path)).tokenizer?.json, {});
  });
});

const TEMPLATES: readonly [what: string, Record<string, string>, string | undefined][] = [
  [
    "chat_template.jinja before all",
    { "chat_template.jinja": "file", "tokenizer_config.json": '{"chat_template": "inner"}' },
    "file",
  ],
  ["a template in tokenizer_config.json", {
    "tokenizer_config.json": '{"chat_template": "inner"}',
  }, "inner"],
  ["the default one of several", {
    "tokenizer_config.json": JSON.stringify({
      chat_template: [{ name: "rag", template: "a" }, { name: "default", template: "b" }],
    }),
  }, "b"],
  ["no template", { "tokenizer_config.json": '{"chat_template": null}' }, undefined],
];

for (const [what, files, expected] of TEMPLATES) {
  Deno.test(`findCompanions() takes ${what}`, async () => {
    await withFiles({ "model.onnx": "", ...files }, async (folder) => {
      assert.equal((await findCompanions(folder)).chatTemplate, expected);
    });
  });
}

const REFUSED: readonly [what: string, Record<string, string>, kind: string, RegExp][] = [
  ["a folder without a model", { "config.json": "{}" }, "not_found", /no \.onnx file in/],
  [
    "several models, none of them model.onnx",
    { "a.onnx": "", "b.onnx": "" },
    "invalid",
    /a\.onnx, b\.onnx/,
  ],
  [
    "an encoder and a decoder",
    { "onnx/encoder_model.onnx": "", "onnx/decoder_model_merged.onnx": "" },
    "unsupported",
    /several networks \(onnx\/decoder_model_merged\.onnx, onnx\/encoder_model\.onnx\)$/,
  ],
  ["a pipeline of diffusers", { "model_index.json": "{}" }, "unsupported", /model_index\.json/],
  [
    "JSON that does not parse",
    { "model.onnx": "", "config.json": "{" },
    "invalid",
    /config\.json: not JSON: /,
  ],
  [
    "JSON that is no object",
    { "model.onnx": "", "tokenizer.json": "[]" },
    "invalid",
    /tokenizer\.json: expected/,
  ],
  [
    "a template that is neither text nor a list",
    { "model.onnx": "", "tokenizer_config.json": '{"chat_template": 5}' },
    "invalid",
    /its chat_template is neither/,
  ],
];

for (const [what, files, kind, message] of REFUSED) {
  Deno.test(`findCompanions() refuses ${what}`, async () => {
    await withFiles(files, async (folder) => {
      await assert.rejects(findCompanions(folder), { kind, message });
    });
  });
}

Deno.test("findCompanions() says when there is no such path", async () => {
  await assert.rejects(findCompanions("/absent/model.onnx"), { kind: "not_found" });
});
