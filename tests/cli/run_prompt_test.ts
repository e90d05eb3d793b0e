import assert from "node:assert/strict";
import { join } from "../../src/deps/path.ts";
import { runCommand, type RunCommandOptions, type SentRequest } from "./run_command.ts";

const LINES = [
  { thinking: "Let me" },
  { thinking: " see." },
  { response: "Green" },
  { response: "." },
  { response: "", done: true },
];

/** A server with a model that thinks, then speaks. */
function thinker(...capabilities: string[]): (request: SentRequest) => Response | undefined {
  return ({ path, body }) => {
    if (path === "/api/show") return Response.json({ capabilities });
    if (path !== "/api/generate") return undefined;
    if (body.stream === false) {
      return Response.json({ response: "Green.", thinking: "", done: true });
    }
    return new Response(LINES.map((line) => JSON.stringify(line) + "\n").join(""));
  };
}

async function run(args: string[], options: RunCommandOptions = {}) {
  const answer = thinker("completion", "vision");
  const result = await runCommand(["run", "tiny", ...args], { answer, ...options });
  const sent = result.requests.find(({ path }) => path === "/api/generate")?.body;
  return { ...result, sent };
}

Deno.test("run prints what a model thinks before what it says", async () => {
  const { printed, sent } = await run(["What colour?"]);
  assert.equal(printed, "Thinking...\nLet me see.\n...done thinking.\n\nGreen.\n\n");
  assert.deepEqual(sent, { model: "tiny", options: {}, prompt: "What colour?", stream: true });
  assert.equal((await run(["What colour?", "--hidethinking"])).printed, "Green.\n\n");
});

Deno.test("run --think says whether to think or how hard, and takes no word for it", async () => {
  const cases: [string[], unknown, string][] = [
    [["--think", "Why"], true, "Why"],
    [["--think=false", "Why"], false, "Why"],
    [["Why", "--think=high"], "high", "Why"],
    [["Why", "--", "--think"], undefined, "Why --think"],
  ];
  for (const [args, think, prompt] of cases) {
    const { sent } = await run(args);
    assert.deepEqual([sent.think, sent.prompt], [think, prompt], args.join(" "));
  }
  const { error } = await run(["--think=much", "Why"]);
  assert.match(error!.message, /^invalid think value: "much" \(must be "high"/);
  assert.equal(error!.exitCode, 2);
});

Deno.test("run puts piped text in front of the prompt, with one space between", async () => {
  const { sent } = await run(["and", "words"], { piped: "from a pipe\n" });
  assert.equal(sent.prompt, "from a pipe and words");
  assert.equal((await run([], { piped: "alone\n" })).sent.prompt, "alone");
});

Deno.test("run hands its flags on to the server", async () => {
  const { sent } = await run([
    ...["Hi", "--keepalive", "5m", "--truncate=false", "--no-stream"],
    ...["-o", "seed=7", "--insecure"],
  ]);
  assert.deepEqual(sent, {
    ...{ model: "tiny", prompt: "Hi", options: { seed: 7 }, stream: false },
    ...{ keep_alive: "5m", truncate: false },
  });
  assert.equal((await run(["Hi", "--keepalive", "90"])).sent.keep_alive, 90);
});

Deno.test("run --format takes json, a JSON Schema, or a file with one", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const schema = { type: "object", properties: { colour: { type: "string" } } };
    const path = join(folder, "schema.json");
    await Deno.writeTextFile(path, JSON.stringify(schema));
    assert.equal((await run(["Hi", "--format", "json"])).sent.format, "json");
    assert.deepEqual((await run(["Hi", "--format", path])).sent.format, schema);
    assert.deepEqual((await run(["Hi", "--format", JSON.stringify(schema)])).sent.format, schema);
    await Deno.writeTextFile(path, "[]");
    for (const format of ["xml", "{", path]) {
      const { error, requests } = await run(["Hi", "--format", format]);
      assert.equal(error!.exitCode, 2);
      assert.deepEqual(requests, []);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("run with an empty prompt only loads the model", async () => {
  const { printed, sent, error } = await run(["", "--keepalive", "1h"]);
  assert.equal(error, undefined);
  assert.equal(printed, "");
  assert.deepEqual(sent, { model: "tiny", options: {}, keep_alive: "1h", stream: false });
});

Deno.test("run sends the pictures that a prompt names to a model that sees", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "cat.png");
    const bytes = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
    await Deno.writeFile(path, bytes);
    const { sent, noted } = await run([`What is ${path}`]);
    assert.deepEqual(sent.images, [bytes.toBase64()]);
    assert.equal(sent.prompt, "What is");
    assert.equal(noted, `Added image '${path}'\n`);
    const blind = await run([`What is ${path}`], { answer: thinker("completion") });
    assert.equal(blind.sent.prompt, `What is ${path}`);
    assert.equal(blind.sent.images, undefined);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("run --json prints the whole answer", async () => {
  const { printed } = await run(["Hi", "--json"]);
  assert.equal(JSON.parse(printed).response, "Green.");
});
