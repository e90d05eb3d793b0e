import assert from "node:assert/strict";
import {
  findRepository,
  listVariants,
  parseSource,
  searchModels,
} from "../../../src/hub/huggingface/mod.ts";
import { HubServer } from "../../support/hub_server.ts";
import { hubClientFor } from "./hub_client_for.ts";

const source = (text: string) => parseSource(text)!;

Deno.test("a repository is read at one commit, all pages of it, with sizes and digests", async () => {
  await using hub = new HubServer();
  const names = Array.from({ length: 23 }, (_, i) => `docs/${i}/page.txt`);
  const repository = hub.add("org/repo", {
    ...Object.fromEntries(names.map((name) => [name, name])),
    "model.onnx": "weights",
    "config.json": "{}\n",
  }, { license: "apache-2.0" });
  hub.pageSize = 10;
  const client = await hubClientFor(hub);
  const found = await findRepository(client, source("org/repo"));
  assert.equal(found.revision, repository.resolve("main"));
  assert.equal(found.license, "apache-2.0");
  assert.equal(found.isGated, false);
  assert.deepEqual(
    found.files.map(({ path }) => path),
    ["config.json", ...names, "model.onnx"].sort(),
  );
  const file = (path: string) => found.files.find((each) => each.path === path);
  // printf '{}\n' | git hash-object --stdin
  assert.deepEqual(file("config.json"), {
    path: "config.json",
    size: 3,
    digest: "git-sha1:0967ef424bce6791893e9a57bb952f80fd536e93",
  });
  // printf weights | sha256sum
  assert.deepEqual(file("model.onnx"), {
    path: "model.onnx",
    size: 7,
    digest: "sha256:9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c",
  });
  assert.equal(hub.requests.length, 6);
  assert.equal(hub.requests.every(({ headers }) => !headers.has("authorization")), true);
});

Deno.test("pages are asked of the endpoint, wherever a mirror's links lead", async () => {
  await using hub = new HubServer();
  hub.add("org/repo", { a: "1", b: "2", c: "3" });
  hub.pageSize = 2;
  const { port } = new URL(hub.url);
  await using mirror = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      const { pathname, search } = new URL(request.url);
      const answer = await fetch(hub.url + pathname.replace("/mirror", "") + search);
      const link = answer.headers.get("link")?.replace(`127.0.0.1:${port}`, "huggingface.invalid");
      return new Response(await answer.text(), { headers: link ? { link } : {} });
    },
  );
  const client = await hubClientFor({ url: `http://127.0.0.1:${mirror.addr.port}/mirror` });
  const { files } = await findRepository(client, source("org/repo"));
  assert.deepEqual(files.map(({ path }) => path), ["a", "b", "c"]);
});

Deno.test("a revision is a branch, a tag, a commit or a pull request", async () => {
  await using hub = new HubServer();
  const repository = hub.add("org/repo", { "old.onnx": "1" });
  const first = repository.resolve("main")!;
  repository.commit({ "new.onnx": "2" }, "main");
  repository.commit({ "tagged.onnx": "3" }, "v1.0");
  repository.commit({ "proposed.onnx": "4" }, "refs/pr/7");
  const client = await hubClientFor(hub);
  for (
    const [text, path] of [
      ["org/repo", "new.onnx"],
      [`org/repo@${first}`, "old.onnx"],
      ["org/repo@v1.0", "tagged.onnx"],
      ["org/repo@refs/pr/7", "proposed.onnx"],
    ] as const
  ) {
    const { files } = await findRepository(client, source(text));
    assert.deepEqual(files.map((file) => file.path), [path], text);
  }
  await assert.rejects(findRepository(client, source("org/repo@v2")), {
    kind: "not_found",
    message: /^Cannot find 'org\/repo' on 127\.0\.0\.1:\d+: it has no revision 'v2'$/,
  });
});

Deno.test("a repository that is not there or private says so, and whose token was used", async () => {
  await using hub = new HubServer();
  hub.add("org/private", { "model.onnx": "1" }, { private: ["hf_mine"] });
  hub.tokens.add("hf_other");
  const open = async (name: string, variables: Record<string, string>) =>
    await findRepository(await hubClientFor(hub, variables), source(name));
  for (const name of ["org/private", "org/nothing"]) {
    await assert.rejects(open(name, {}), {
      kind: "not_found",
      message: new RegExp(
        `^Cannot find '${name}' on .*: there is no such repository, or it is private$`,
      ),
      hint: /^If it is private, set HF_TOKEN to a token from https:/,
    });
    await assert.rejects(open(name, { HF_TOKEN: "hf_other" }), {
      kind: "not_found",
      hint: "If it is private, the account of the token from HF_TOKEN has no access to it",
    });
  }
  assert.equal((await open("org/private", { HF_TOKEN: "hf_mine" })).files.length, 1);
  await assert.rejects(
    open("org/private", { HUGGING_FACE_HUB_TOKEN: "hf_wrong" }),
    (error: Error) => {
      assert.match(
        error.message,
        /refused the token from HUGGING_FACE_HUB_TOKEN: Invalid credentials/,
      );
      assert.doesNotMatch(JSON.stringify(error) + error.message, /hf_wrong/);
      return true;
    },
  );
});

Deno.test("a passing failure is tried again, a lasting one told", async () => {
  await using hub = new HubServer();
  hub.add("org/repo", { "model.onnx": "1" });
  const answers: Response[] = [];
  hub.intercept = () => answers.shift();
  const waits: number[] = [];
  const client = await hubClientFor(hub, {}, { waits });
  const busy = (retryAfter?: string) =>
    new Response("busy", { status: 429, headers: retryAfter ? { "retry-after": retryAfter } : {} });

  answers.push(new Response("oops", { status: 502 }), busy("4"));
  assert.equal((await findRepository(client, source("org/repo"))).files.length, 1);
  assert.deepEqual(waits.splice(0), [1000, 4000]);

  answers.push(busy(), busy(), busy());
  await assert.rejects(findRepository(client, source("org/repo")), {
    kind: "unavailable",
    message: /too many requests$/,
    hint: /HF_TOKEN/,
  });
  assert.equal(waits.splice(0).length, 2);

  answers.push(busy("3600"));
  await assert.rejects(findRepository(client, source("org/repo")), /too many requests/);
  assert.deepEqual(waits.splice(0), []);

  answers.push(Response.json({ error: "You may not" }, { status: 403 }));
  await assert.rejects(findRepository(client, source("org/repo")), {
    kind: "forbidden",
    message: /refused 'org\/repo': You may not$/,
  });
});

Deno.test("a hub that cannot be reached, or is none, is told with a way out", async () => {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("<html>"),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  const client = await hubClientFor({ url });
  await assert.rejects(findRepository(client, source("org/repo")), {
    kind: "invalid",
    message: /not JSON/,
    hint: /HF_ENDPOINT/,
  });
  await server.shutdown();
  const waits: number[] = [];
  await assert.rejects(
    findRepository(await hubClientFor({ url }, {}, { waits }), source("org/repo")),
    {
      kind: "unavailable",
      message: /^Cannot reach 127\.0\.0\.1:/,
      hint: /HF_ENDPOINT/,
    },
  );
  assert.equal(waits.length, 2);
  const stopped = findRepository(client, source("org/repo"), AbortSignal.abort());
  await assert.rejects(stopped, { kind: "cancelled" });
});

Deno.test("an answer that is not what the API says is refused", async () => {
  await using hub = new HubServer();
  hub.add("org/repo", { a: "1" });
  const client = await hubClientFor(hub);
  for (
    const [part, answer] of [
      ["/revision/", { sha: "main" }],
      ["/revision/", []],
      ["/tree/", {}],
      ["/tree/", [{ type: "file", path: "a" }]],
      ["/tree/", [{ type: "file", path: "a", size: 1, oid: "x" }]],
      ["/tree/", [{
        type: "file",
        path: "a",
        size: 1,
        oid: "0".repeat(40),
        lfs: { oid: "1", size: 1 },
      }]],
      ["/tree/", [{ type: "file", path: "a", size: -1, oid: "0".repeat(40) }]],
    ] as const
  ) {
    hub.intercept = ({ path }) => path.includes(part) ? Response.json(answer) : undefined;
    await assert.rejects(findRepository(client, source("org/repo")), {
      kind: "invalid",
      message: /^Cannot read the hub's list of files/,
    }, JSON.stringify(answer));
  }
});

Deno.test("a search gives models with ONNX files, the most downloaded first", async () => {
  await using hub = new HubServer();
  hub.add("org/small-bert", {}, {
    tags: ["onnx"],
    downloads: 5,
    license: "mit",
    task: "fill-mask",
  });
  hub.add("org/big-bert", {}, { tags: ["onnx", "safetensors"], downloads: 50 });
  hub.add("org/torch-bert", {}, { tags: ["safetensors"], downloads: 500 });
  hub.add("org/gpt", {}, { tags: ["onnx"], downloads: 500 });
  const client = await hubClientFor(hub);
  assert.deepEqual(await searchModels(client, "BERT"), [
    { repository: "org/big-bert", downloads: 50, likes: 0 },
    { repository: "org/small-bert", downloads: 5, likes: 0, task: "fill-mask", license: "mit" },
  ]);
  assert.equal((await searchModels(client, "bert & co", { limit: 1 })).length, 0);
  assert.equal((await searchModels(client, "bert", { limit: 1 })).length, 1);
  const offline = await hubClientFor(hub, { HF_HUB_OFFLINE: "1" });
  await assert.rejects(searchModels(offline, "bert"), {
    kind: "unavailable",
    message: /HF_HUB_OFFLINE/,
  });
});

Deno.test("the variants of a repository are listed, with what would need a converter", async () => {
  await using hub = new HubServer();
  hub.add("org/repo", {
    "onnx/model.onnx": "12345",
    "onnx/model_q4.onnx": "12",
    "onnx/model_q4.onnx_data": "123",
    "onnx/vision_model.onnx": "1",
    "model.safetensors": "1234567",
    "model-Q8_0.gguf": "1",
  });
  const repository = await findRepository(await hubClientFor(hub), source("org/repo"));
  const onnx = { format: "onnx", isSupported: true };
  assert.deepEqual(listVariants(repository), [
    { ...onnx, precision: "fp32", files: ["onnx/model.onnx"], size: 5, isDefault: true },
    {
      ...onnx,
      precision: "q4",
      files: ["onnx/model_q4.onnx", "onnx/model_q4.onnx_data"],
      size: 5,
      isDefault: false,
    },
    {
      ...onnx,
      component: "vision_model",
      precision: "fp32",
      files: ["onnx/vision_model.onnx"],
      size: 1,
      isDefault: false,
    },
    {
      format: "safetensors",
      files: ["model.safetensors"],
      size: 7,
      isSupported: false,
      isDefault: false,
    },
    {
      precision: "Q8_0",
      format: "gguf",
      files: ["model-Q8_0.gguf"],
      size: 1,
      isSupported: false,
      isDefault: false,
    },
  ]);
});
