import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { compileOnnx, findCompanions } from "../../../src/compiler/mod.ts";
import { dirname, fromFileUrl, join } from "../../../src/deps/path.ts";
import {
  type FetchedModel,
  fetchPlan,
  findRepository,
  type HubClient,
  parseSource,
  planFetch,
} from "../../../src/hub/huggingface/mod.ts";
import { withFolder } from "../../onnx/build_model.ts";
import { folderFiles, HubServer } from "../../support/hub_server.ts";
import { hubClientFor, plainDownloader } from "./hub_client_for.ts";

const NETWORKS = fromFileUrl(new URL("../../fixtures/networks/", import.meta.url));

/** Finds, plans and fetches a model. */
async function pull(
  client: HubClient,
  name: string,
  folder: string,
  dtype?: string,
): Promise<FetchedModel> {
  const repository = await findRepository(client, parseSource(name)!);
  const plan = planFetch(repository, dtype === undefined ? {} : { dtype });
  return await fetchPlan(plan, folder, { client, transfers: plainDownloader });
}

async function listed(folder: string): Promise<string[]> {
  return Object.keys(await folderFiles(folder)).sort();
}

Deno.test("a fetched model is a folder that the compiler takes", async () => {
  await using hub = new HubServer();
  const encoder = await folderFiles(join(NETWORKS, "encoder"));
  const main = hub.add("tests/Encoder", {
    ...encoder,
    "README.md": "# Encoder",
    "onnx/model_q4.onnx": "another precision",
    "pytorch_model.bin": "another framework",
  }, { license: "mit" }).resolve("main");
  await withFolder(async (folder) => {
    const { modelPath, source, cached } = await pull(
      await hubClientFor(hub),
      "tests/Encoder",
      folder,
    );
    assert.deepEqual(
      await listed(folder),
      Object.keys(encoder).filter((path) => path !== "expected.json").sort(),
    );
    assert.deepEqual(source, {
      kind: "huggingface",
      reference: "tests/Encoder",
      revision: main,
      license: "mit",
    });
    assert.deepEqual(cached, []);
    const { modelPath: found, ...files } = await findCompanions(modelPath);
    assert.equal(found, modelPath);
    assert.deepEqual(files.tokenizer?.bytes, encoder["tokenizer.json"]);
    assert.ok(files.pooling && files.modules && files.sentenceConfig && files.promptConfig);
    const outputPath = join(folder, "out.holo");
    await compileOnnx({ modelPath, files, outputPath });
    assert.ok((await Deno.stat(outputPath)).size > 0);
  });
});

Deno.test("external data, a decoder and a chosen component compile as well", async () => {
  await using hub = new HubServer();
  hub.add("tests/external", await folderFiles(join(NETWORKS, "external_data")));
  const decoder = await folderFiles(join(NETWORKS, "decoder"));
  const { "onnx/model.onnx": network, ...documents } = decoder;
  hub.add("tests/decoder", {
    ...documents,
    "onnx/decoder_model_merged.onnx": network!,
    "onnx/decoder_model.onnx": "a part",
  });
  hub.add("tests/pipeline", {
    "model_index.json": "{}",
    "unet/model.onnx": await Deno.readFile(join(NETWORKS, "convolutional/model.onnx")),
    "unet/config.json": "{}",
    "vae/model.onnx": "another",
  });
  const client = await hubClientFor(hub);
  for (const name of ["tests/external", "tests/decoder", "tests/pipeline:unet"]) {
    await withFolder(async (folder) => {
      const { modelPath } = await pull(client, name, folder);
      const { modelPath: _, ...files } = await findCompanions(modelPath);
      assert.equal(files.tokenizer !== undefined, name === "tests/decoder");
      await compileOnnx({ modelPath, files, outputPath: join(folder, "out.holo") });
    });
  }
  await withFolder(async (folder) => {
    await assert.rejects(pull(client, "tests/pipeline", folder), /several \(unet, vae\)/);
    assert.deepEqual(await listed(folder), []);
  });
});

Deno.test("a compiled model is fetched alone", async () => {
  await using hub = new HubServer();
  const holo = await Deno.readFile(join(NETWORKS, "../holo/v1_0.holo"));
  hub.add("tests/compiled", { "model.holo": holo, "config.json": "{}", "model.onnx": "x" });
  await withFolder(async (folder) => {
    const { modelPath } = await pull(await hubClientFor(hub), "tests/compiled", folder);
    assert.deepEqual(await Deno.readFile(modelPath), holo);
    assert.deepEqual(await listed(folder), ["model.holo"]);
  });
});

Deno.test("files come from the commit of the plan, whatever is pushed meanwhile", async () => {
  await using hub = new HubServer();
  const repository = hub.add("org/repo", { "model.onnx": "first", "sub dir/ü.txt": "" });
  const client = await hubClientFor(hub);
  await withFolder(async (folder) => {
    const plan = planFetch(await findRepository(client, parseSource("org/repo")!));
    repository.commit({ "model.onnx": "second" }, "main");
    const { modelPath, source } = await fetchPlan(plan, folder, {
      client,
      transfers: plainDownloader,
    });
    assert.equal(await Deno.readTextFile(modelPath), "first");
    assert.equal(source.revision, plan.revision);
    assert.notEqual(repository.resolve("main"), plan.revision);
  });
});

Deno.test("a path with spaces and other letters is asked for as it is", async () => {
  await using hub = new HubServer();
  hub.add("org/repo", { "größe 50%/model.onnx": "x" });
  await withFolder(async (folder) => {
    const { modelPath } = await pull(await hubClientFor(hub), "org/repo", folder);
    assert.equal(modelPath, join(folder, "größe 50%", "model.onnx"));
  });
});

Deno.test("a private repository is fetched with the token, which never goes to the host of large files", async () => {
  await using hub = new HubServer();
  hub.add("org/repo", { "model.onnx": "x", "config.json": "{}" }, { private: ["hf_mine"] });
  await withFolder(async (folder) => {
    await pull(await hubClientFor(hub, { HF_TOKEN: "hf_mine" }), "org/repo", folder);
    assert.deepEqual(await listed(folder), ["config.json", "model.onnx"]);
  });
  const authorized = ({ headers }: { headers: Headers }) =>
    headers.get("authorization") === "Bearer hf_mine";
  const [toHub, toCdn] = (["hub", "cdn"] as const).map((host) =>
    hub.requests.filter((request) => request.host === host)
  );
  assert.equal(toHub!.every(authorized), true);
  assert.equal(toCdn!.length, 1);
  assert.equal(toCdn!.some(({ headers }) => headers.has("authorization")), false);
});

Deno.test("a gated repository says where to accept its terms, before anything is downloaded", async () => {
  await using hub = new HubServer();
  hub.add("org/gated", { "model.onnx": "x" }, { gated: ["hf_member"] });
  hub.tokens.add("hf_guest");
  await withFolder(async (folder) => {
    await assert.rejects(pull(await hubClientFor(hub), "org/gated", folder), {
      kind: "forbidden",
      message: "Cannot fetch 'org/gated': it is gated, and there is no token of Hugging Face",
      hint:
        `Accept its terms at ${hub.url}/org/gated, then set HF_TOKEN to a token from https://huggingface.co/settings/tokens`,
    });
    const guest = await hubClientFor(hub, { HF_TOKEN: "hf_guest" });
    await assert.rejects(pull(guest, "org/gated", folder), {
      kind: "forbidden",
      message:
        "Cannot fetch 'org/gated': it is gated, and the account of the token from HF_TOKEN has no access",
      hint: `Accept its terms at ${hub.url}/org/gated`,
    });
    assert.deepEqual(await listed(folder), []);
    assert.deepEqual(
      hub.requests.filter(({ method, path }) => method === "GET" && path.includes("resolve")),
      [],
    );
    await pull(await hubClientFor(hub, { HF_TOKEN: "hf_member" }), "org/gated", folder);
    assert.deepEqual(await listed(folder), ["model.onnx"]);
  });
});

Deno.test("what is in the folder already is kept if it is right, else fetched", async () => {
  await using hub = new HubServer();
  hub.add("org/repo", { "model.onnx": "weights", "config.json": "{}", "tokenizer.json": "[]" });
  await withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "model.onnx"), "weights");
    await Deno.writeTextFile(join(folder, "config.json"), "[]");
    const client = await hubClientFor(hub);
    const plan = planFetch(await findRepository(client, parseSource("org/repo")!));
    const progress: string[] = [];
    await fetchPlan(plan, folder, {
      client,
      transfers: plainDownloader,
      onProgress: ({ label, completed, total }) => progress.push(`${label} ${completed}/${total}`),
    });
    assert.deepEqual(progress, ["model.onnx 7/7", "config.json 2/2", "tokenizer.json 2/2"]);
    const fetched = hub.paths("hub").filter((path) => path.includes("/resolve/"))
      .map((path) => path.split("/").at(-1));
    assert.deepEqual(fetched, ["config.json", "tokenizer.json"]);
    assert.equal(await Deno.readTextFile(join(folder, "config.json")), "{}");
  });
});

/** Puts files into a cache as Hugging Face's tools do. */
async function fillCache(
  cache: string,
  repository: string,
  commit: string,
  files: Record<string, { bytes: Uint8Array; name: string }>,
): Promise<void> {
  const folder = join(cache, `models--${repository.replace("/", "--")}`);
  await Deno.mkdir(join(folder, "refs"), { recursive: true });
  await Deno.mkdir(join(folder, "blobs"), { recursive: true });
  await Deno.writeTextFile(join(folder, "refs", "main"), commit);
  for (const [path, { bytes, name }] of Object.entries(files)) {
    const link = join(folder, "snapshots", commit, path);
    await Deno.mkdir(dirname(link), { recursive: true });
    await Deno.writeFile(join(folder, "blobs", name), bytes);
    await Deno.symlink(join(folder, "blobs", name), link);
  }
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const blobId = (text: string) =>
  createHash("sha1").update(`blob ${text.length}\0${text}`).digest("hex");

Deno.test("files in the cache of Hugging Face's tools are used once their digest is checked", async () => {
  await using hub = new HubServer();
  const commit = hub.add("org/repo", {
    "onnx/model.onnx": "weights",
    "config.json": "{}",
    "tokenizer.json": "good",
  }).resolve("main")!;
  await withFolder(async (home) => {
    const cache = join(home, ".cache", "huggingface", "hub");
    await fillCache(cache, "org/repo", commit, {
      "onnx/model.onnx": { bytes: bytesOf("weights"), name: sha256("weights") },
      "config.json": { bytes: bytesOf("{}"), name: blobId("{}") },
      "tokenizer.json": { bytes: bytesOf("bad!"), name: blobId("good") },
    });
    const client = await hubClientFor(hub, {}, { userHome: home });
    const { cached, folder } = await pull(client, "org/repo", join(home, "out"));
    assert.deepEqual(cached, ["onnx/model.onnx", "config.json"]);
    assert.equal(await Deno.readTextFile(join(folder, "onnx", "model.onnx")), "weights");
    assert.equal(await Deno.readTextFile(join(folder, "tokenizer.json")), "good");
    const fetched = hub.paths("hub").filter((path) => path.includes("/resolve/"));
    assert.deepEqual(fetched, [`/org/repo/resolve/${commit}/tokenizer.json`]);
    // The cache stays as it is.
    await Deno.remove(folder, { recursive: true });
    const blob = join(cache, "models--org--repo", "blobs", sha256("weights"));
    assert.equal(await Deno.readTextFile(blob), "weights");
  });
});

Deno.test("with HF_HUB_OFFLINE the cache alone is used, and the network never", async () => {
  await using hub = new HubServer();
  const commit = hub.add("org/repo", {}).resolve("main")!;
  await withFolder(async (cache) => {
    const variables = { HF_HUB_OFFLINE: "1", HF_HUB_CACHE: cache };
    const client = await hubClientFor(hub, variables);
    await fillCache(cache, "org/repo", commit, {
      "onnx/model.onnx": { bytes: bytesOf("weights"), name: sha256("weights") },
      "config.json": { bytes: bytesOf("{}"), name: blobId("{}") },
    });
    for (const name of ["org/repo", `org/repo@${commit}`]) {
      const out = join(cache, "out");
      const plan = planFetch(await findRepository(client, parseSource(name)!));
      assert.equal(plan.reasons[0], "HF_HUB_OFFLINE: only what the cache holds is seen");
      const { source, cached } = await fetchPlan(plan, out, { client, transfers: plainDownloader });
      assert.equal(source.revision, commit);
      assert.deepEqual(cached, ["onnx/model.onnx", "config.json"]);
      assert.deepEqual(await listed(out), ["config.json", "onnx/model.onnx"]);
      await Deno.remove(out, { recursive: true });
    }
    for (const name of ["org/repo@v2", "org/other"]) {
      await assert.rejects(findRepository(client, parseSource(name)!), {
        kind: "unavailable",
        message: /HF_HUB_OFFLINE forbids the network, and the cache does not hold it$/,
      });
    }
    const blob = join(cache, "models--org--repo", "blobs", sha256("weights"));
    await Deno.writeTextFile(blob, "broken!");
    await assert.rejects(pull(client, "org/repo", join(cache, "out")), {
      kind: "unavailable",
      message: /the cache lacks onnx\/model\.onnx$/,
    });
    assert.deepEqual(hub.requests, []);
  });
});

Deno.test("a cancelled fetch stops", async () => {
  await using hub = new HubServer();
  hub.add("org/repo", { "model.onnx": "weights" }, { gated: [] });
  const client = await hubClientFor(hub);
  const plan = planFetch(await findRepository(client, parseSource("org/repo")!));
  await withFolder(async (folder) => {
    const signal = AbortSignal.abort();
    const options = { client, transfers: plainDownloader, signal };
    await assert.rejects(fetchPlan(plan, folder, options), { kind: "cancelled" });
    await Deno.writeTextFile(join(folder, "model.onnx"), "weights");
    await assert.rejects(fetchPlan(plan, folder, options), { kind: "cancelled" });
  });
});
