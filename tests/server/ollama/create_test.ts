import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "../../../src/deps/path.ts";
import { ROOT, TestServer } from "../../support/hologram.ts";
import { ollamaCases } from "../../support/ollama_cases.ts";

const NETWORK = join(ROOT, "tests/fixtures/networks/feed_forward/model.onnx");
const TINY = join(ROOT, "tests/fixtures/networks/decoder");

// deno-lint-ignore no-explicit-any
type Json = any;

async function withServer(
  test: (
    api: (path: string, body: Json) => Promise<Json>,
    home: string,
    url: string,
  ) => Promise<void>,
): Promise<void> {
  const home = await Deno.makeTempDir();
  const server = await TestServer.start({ home });
  const api = async (path: string, body: Json): Promise<Json> => {
    const response = await fetch(server.url + path, {
      method: path === "/api/delete" ? "DELETE" : "POST",
      body: JSON.stringify(body),
    });
    const text = await response.text();
    const json = text === "" ? {} : JSON.parse(text.trimEnd().split("\n").at(-1)!);
    return { status: response.status, ...json };
  };
  try {
    await test(api, home, server.url);
  } finally {
    await server.stop();
    await Deno.remove(home, { recursive: true });
  }
}

/** Uploads a file; gives its digest. */
async function upload(url: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const response = await fetch(`${url}/api/blobs/${digest}`, { method: "POST", body: bytes });
  await response.body?.cancel();
  assert.equal(response.status, 201);
  return digest;
}

/** The manifests of a store, by tag path. */
async function manifests(home: string): Promise<Map<string, Json>> {
  const found = new Map<string, Json>();
  const walk = async (folder: string, name: string): Promise<void> => {
    for await (const entry of Deno.readDir(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory) await walk(path, `${name}/${entry.name}`);
      else found.set(`${name}/${entry.name}`, JSON.parse(await Deno.readTextFile(path)));
    }
  };
  await walk(join(home, "models/manifests"), "");
  return found;
}

async function layers(home: string, model: string, kind: string): Promise<string[]> {
  const manifest = [...await manifests(home)].find(([name]) => name.includes(`/${model}/`))![1];
  const texts = manifest.layers
    .filter(({ mediaType }: Json) => mediaType.includes(`.model.${kind}.`))
    .map(({ digest }: Json) =>
      Deno.readTextFile(join(home, "models/blobs", digest.replace(":", "-")))
    );
  return await Promise.all(texts);
}

const cases = ollamaCases("create_semantics");
for (const one of cases?.cases ?? [{ id: "the cases are absent" }]) {
  Deno.test({
    name: `A model is created as Ollama creates it: ${one.id}`,
    ignore: cases === undefined,
    fn: () =>
      withServer(async (api, home, url) => {
        const file = await upload(url, await Deno.readFile(NETWORK));
        let last: Json;
        for (const { files: _, ...step } of one.steps) {
          const source = step.from === undefined ? { files: { "model.onnx": file } } : {};
          last = await api("/api/create", { ...source, ...step, stream: false });
        }
        if (one.expect_error) {
          assert.equal(last.status, one.expect_error.status);
          assert.ok(last.error.includes(one.expect_error.contains), last.error);
          return;
        }
        assert.deepEqual(last, { status: "success" });
        for (const [what, value] of Object.entries(one.expect)) {
          await checkStore(home, what, value);
        }
      }),
  });
}

async function checkStore(home: string, what: string, value: Json): Promise<void> {
  const one = async (model: string, kind: string) => (await layers(home, model, kind))[0];
  switch (what) {
    case "test2.parameters":
      return assert.deepEqual(JSON.parse((await one("test2", "parameters"))!), value);
    case "test2.messages":
      return assert.deepEqual(JSON.parse((await one("test2", "messages"))!), value);
    case "manifests":
      return assert.equal((await manifests(home)).size, value);
    case "template":
    case "template_blob_text":
      return assert.equal(await one("test", "template"), value);
    case "system_blob_text":
      return assert.equal(await one("test", "system"), value);
    case "system":
      return assert.equal(await one("test", "system") ?? "", value);
    case "license_layers":
      return assert.deepEqual(await layers(home, "test", "license"), value);
    case "blob_sha256_of_new_template": {
      const text = (await one("test", "template"))!;
      return assert.equal(createHash("sha256").update(text).digest("hex"), value);
    }
    case "old_template_blob":
    case "system_blob": {
      // Every blob belongs to the one manifest, so the old one is gone; the uploaded file waits an hour.
      const named = [...(await manifests(home)).values()].flatMap(({ config, layers }: Json) =>
        [config, ...layers].map(({ digest }: Json) => digest.replace(":", "-"))
      );
      const blobs = await Array.fromAsync(Deno.readDir(join(home, "models/blobs")));
      const texts = blobs.map(({ name }) => name).filter((name) => !named.includes(name));
      return assert.equal(texts.length, 1, `${texts}`);
    }
    default:
      throw new Error(`what is ${what}?`);
  }
}

Deno.test("A derived model shares every weight, answers by its own template and system, and comes again from its Holofile", () =>
  withServer(async (api, home, url) => {
    assert.equal((await api("/api/create", { model: "tiny", from: TINY })).status, "success");
    const before = await blobBytes(home);
    const derived = {
      model: "derived",
      from: "tiny",
      template: "{{ if .System }}[{{ .System }}]{{ end }}{{ .Prompt }}",
      system: "Be brief.",
      parameters: { temperature: 0, num_predict: 4, stop: ["\n", "User: "] },
      messages: [{ role: "user", content: "hi" }, { role: "assistant", content: "hello" }],
      license: ["one", "two"],
      description: "A test",
      inputs: { input_ids: [1, 4] },
      memory_budget: 4096,
      parallel: false,
    };
    assert.equal((await api("/api/create", derived)).status, "success");
    assert.ok(await blobBytes(home) - before < 4096, "only texts were written");
    const shown = await api("/api/show", { model: "derived" });
    assert.equal(shown.system, "Be brief.");
    assert.equal(shown.template, derived.template);
    assert.equal(shown.license, "one\ntwo");
    assert.equal(shown.description, "A test");
    assert.deepEqual(shown.messages, derived.messages);
    assert.match(shown.parameters, /^num_predict +4$/m);
    assert.match(shown.parameters, /^stop +"User: "$/m);
    const rendered = await fetch(`${url}/v1/messages/count_tokens`, {
      method: "POST",
      body: JSON.stringify({ model: "derived", messages: [{ role: "user", content: "x" }] }),
    });
    assert.ok((await rendered.json()).input_tokens > 0);

    const file = join(home, "Holofile");
    await Deno.writeTextFile(file, shown.modelfile);
    const { hologram } = await import("../../support/hologram.ts");
    const port = new URL(url).port;
    const created = await hologram(["create", "again", "-f", file], {
      home,
      env: { HOLOGRAM_PORT: port },
    });
    assert.equal(created.code, 0, created.stderr);
    const again = await api("/api/show", { model: "again" });
    assert.equal(again.digest, shown.digest);
  }));

async function blobBytes(home: string): Promise<number> {
  let bytes = 0;
  for await (const { name } of Deno.readDir(join(home, "models/blobs"))) {
    bytes += (await Deno.stat(join(home, "models/blobs", name))).size;
  }
  return bytes;
}

Deno.test("Uploaded files become a model; names that lead elsewhere and missing blobs are refused", () =>
  withServer(async (api, home, url) => {
    const digest = await upload(url, await Deno.readFile(NETWORK));
    const create = (files: Record<string, string>) =>
      api("/api/create", { model: "up", files, stream: false });
    for (const name of ["../model.onnx", "/etc/model.onnx", "a/../../b.onnx", "a\\b.onnx", ""]) {
      const { status, error } = await create({ [name]: digest });
      assert.equal(status, 400, name);
      assert.match(error, /invalid file name/);
    }
    const missing = await create({ "model.onnx": `sha256:${"0".repeat(64)}` });
    assert.equal(missing.status, 404);
    assert.equal((await create({ "model.onnx": digest })).status, "success");
    const holo = (await api("/api/show", { model: "up" })).modelfile.match(/^FROM (\/.*)$/m)[1];
    const copy = join(home, "copy.holo");
    await Deno.copyFile(holo, copy);
    assert.equal((await api("/api/create", { model: "c", from: copy })).status, "success");
    const file = await Deno.readFile(copy);
    file[4100]! ^= 1;
    await Deno.writeFile(copy, file);
    const damaged = await api("/api/create", { model: "d", from: copy, stream: false });
    assert.equal(damaged.status, 400);
  }));

Deno.test("What cannot be honoured is refused by name, and nothing is kept", () =>
  withServer(async (api, home) => {
    assert.equal((await api("/api/create", { model: "mlp", from: NETWORK })).status, "success");
    const refusals: [Json, RegExp][] = [
      [{ adapters: { "a.bin": "sha256:00" } }, /ADAPTER/],
      [{ draft: "small" }, /DRAFT/],
      [{ renderer: "qwen3-coder" }, /RENDERER/],
      [{ parser: "qwen3-coder" }, /PARSER/],
      [{ quantize: "q4_K_M" }, /q4_K_M/],
      [{ remote_host: "https://example.com" }, /remote_host/],
      [{ inputs: { y: [1] } }, /has no such input: it takes x/],
      [{ inputs: { x: [1, 5] } }, /\[1, 5\] is no \[batch, 4\]/],
      [{ template: "{{ if .Prompt }}" }, /template/i],
    ];
    for (const [more, message] of refusals) {
      const { status, error } = await api("/api/create", {
        model: "bad",
        from: "mlp",
        stream: false,
        ...more,
      });
      assert.equal(status, 400, error);
      assert.match(error, message);
    }
    assert.equal((await manifests(home)).size, 1);
  }));

Deno.test("INPUT holds inputs to a shape, and MEMORY_BUDGET keeps a model from loading", () =>
  withServer(async (api) => {
    const fixed = { model: "fixed", from: NETWORK, inputs: { x: [2, 4] }, stream: false };
    assert.deepEqual(await api("/api/create", fixed), { status: "success" });
    const row = [0.1, 0.2, 0.3, 0.4];
    const one = await api("/v2/models/fixed/infer", { x: [row] });
    assert.equal(one.status, 400);
    assert.equal((await api("/v2/models/fixed/infer", { x: [row, row] })).outputs[0].shape[0], 2);
    await api("/api/create", { model: "small", from: "fixed", memory_budget: 1, stream: false });
    const refused = await api("/v2/models/small/infer", { x: [row, row] });
    // It runs in the process that is there already; unloaded, it needs one of its own.
    assert.equal(refused.status, 200);
    await api("/api/stop", { model: "fixed" });
    const { status, error } = await api("/v2/models/small/infer", { x: [row, row] });
    assert.equal(status, 413);
    assert.match(error, /MEMORY_BUDGET is 1 MB/);
  }));
