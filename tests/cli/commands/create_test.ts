import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { isOnThisMachine } from "../../../src/cli/client.ts";
import { join } from "../../../src/deps/path.ts";
import { type CommandResult, runCommand, type SentRequest } from "../run_command.ts";

const HOLOFILE = `FROM ./model.onnx
PARAMETER temperature 0.5
SYSTEM Be brief.
INPUT prompt 1,77
MEMORY_BUDGET 2048
PARALLEL true
DESCRIPTION "A small one"
`;

function answer({ path, method }: SentRequest): Response | undefined {
  if (path === "/api/create") {
    const lines = [{ status: "writing manifest" }, { status: "success" }];
    return new Response(lines.map((line) => JSON.stringify(line) + "\n").join(""));
  }
  if (!path.startsWith("/api/blobs/")) return undefined;
  if (method === "POST") return new Response(null, { status: 201 });
  return new Response(null, { status: path.endsWith(digest("known")) ? 200 : 404 });
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Runs `create` in a folder of its own with some files. */
async function create(
  files: Record<string, string>,
  args: (folder: string) => string[],
  piped?: string,
): Promise<CommandResult & { folder: string; sent: SentRequest["body"] }> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.mkdir(join(folder, name, ".."), { recursive: true });
      await Deno.writeTextFile(join(folder, name), text);
    }
    const result = await runCommand(["create", "mine", ...args(folder)], { answer, piped });
    const sent = result.requests.find(({ path }) => path === "/api/create")?.body;
    return { ...result, folder, sent };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("create sends what a Holofile says, and the path of its file to a server on this machine", async () => {
  const { folder, sent, printed, noted } = await create(
    { "Holofile": HOLOFILE, "model.onnx": "" },
    (folder) => ["-f", join(folder, "Holofile"), "-q", "q4", "--verbose"],
  );
  assert.deepEqual(sent, {
    model: "mine",
    from: join(folder, "model.onnx"),
    parameters: { temperature: 0.5 },
    system: "Be brief.",
    inputs: { prompt: [1, 77] },
    memory_budget: 2048,
    parallel: true,
    description: "A small one",
    quantize: "q4",
    verbose: true,
  });
  assert.equal(printed, "");
  assert.equal(noted, "writing manifest\nsuccess\n");
});

Deno.test("create reads a Holofile from standard input, and tells its warnings", async () => {
  const text = "FROM llama3.2\nSYSTEM a\nSYSTEM b\n";
  const { sent, noted } = await create({}, () => ["-f", "-"], text);
  assert.deepEqual(sent, { model: "mine", from: "llama3.2", system: "b" });
  assert.match(noted, /^Warning: Line 3: this SYSTEM replaces the one on line 2\n/);
});

Deno.test("create --from takes a file, a folder, or the name of a model", async () => {
  const { sent, folder } = await create({ "a/model.onnx": "" }, (folder) => [
    "--from",
    join(folder, "a"),
  ]);
  assert.equal(sent.from, join(folder, "a"));
  assert.equal(
    (await create({}, () => ["--from", "org/llama3.2:1b"])).sent.from,
    "org/llama3.2:1b",
  );
  for (const path of ["./nothing", "nothing.onnx", "/nowhere/at/all"]) {
    const { error, requests } = await create({}, () => ["--from", path]);
    assert.match(error!.message, /^Cannot read .*: there is no such file or folder$/);
    assert.deepEqual(requests, []);
  }
});

Deno.test("create sends several files themselves, those that the server does not have", async () => {
  const { sent, requests, noted } = await create(
    {
      "Holofile": "FROM ./one.onnx\nFROM ./two\n",
      "one.onnx": "one",
      "one.onnx_data": "known",
      "other.onnx": "not sent",
      "two/config.json": "two",
      "two/deep/weights.bin": "three",
      "two/.hidden": "not sent",
    },
    (folder) => ["-f", join(folder, "Holofile")],
  );
  assert.deepEqual(sent, {
    model: "mine",
    files: {
      "one.onnx": `sha256:${digest("one")}`,
      "one.onnx_data": `sha256:${digest("known")}`,
      "config.json": `sha256:${digest("two")}`,
      "deep/weights.bin": `sha256:${digest("three")}`,
    },
  });
  const uploads = requests.filter(({ method, path }) =>
    method === "POST" && path.startsWith("/api/blobs/")
  );
  assert.deepEqual(uploads.map(({ path, body }) => [path, body]), [
    [`/api/blobs/sha256:${digest("one")}`, "one"],
    [`/api/blobs/sha256:${digest("two")}`, "two"],
    [`/api/blobs/sha256:${digest("three")}`, "three"],
  ]);
  assert.ok(noted.includes("sending one.onnx\n"));
  assert.ok(noted.includes(`using existing layer sha256:${digest("known")}\n`));
});

Deno.test("a path is sent to a server on this machine alone", () => {
  const isLocal = (url: string | undefined) =>
    isOnThisMachine({ url, send: () => Promise.reject(), close: () => Promise.resolve() });
  for (const url of [undefined, "http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"]) {
    assert.ok(isLocal(url), String(url));
  }
  assert.ok(isLocal("unix:///run/hologram.sock"));
  assert.ok(!isLocal("http://10.0.0.7:11434"));
  assert.ok(!isLocal("https://127.0.0.1.example.com"));
});

Deno.test("create refuses what it cannot read or do, before it asks the server", async () => {
  const cases: [string[], RegExp, number][] = [
    [["-f", "/nowhere/Holofile"], /^Cannot read the Holofile Holofile: there is none at /, 1],
    [["-f", "-", "--from", "x"], /^--from and --file cannot be used together$/, 2],
    [["--from", "x", "--draft-quantize", "q4"], /^--draft-quantize is not supported/, 1],
    [["--from", "x", "--experimental"], /^--experimental is not supported/, 1],
    [["-f", "-"], /no FROM line/, 1],
  ];
  for (const [args, expected, exitCode] of cases) {
    const { error, requests } = await create({}, () => args, "SYSTEM only\n");
    assert.match(error!.message, expected);
    assert.equal(error!.exitCode, exitCode);
    assert.deepEqual(requests, []);
  }
});
