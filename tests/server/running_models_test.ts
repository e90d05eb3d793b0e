import assert from "node:assert/strict";
import { join } from "../../src/deps/path.ts";
import { hologram, ROOT, TestServer, until } from "../support/hologram.ts";
import { slowRequest, writeSlowNetwork } from "../support/slow_network.ts";

const NETWORKS = join(ROOT, "tests/fixtures/networks");

interface Place {
  home: string;
  server: TestServer;
  /** Runs a command against the server. */
  run: (...args: string[]) => ReturnType<typeof hologram>;
}

/** A server with the models `tiny` (a language model) and `slow`. */
async function withServer(args: string[], test: (place: Place) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir();
  try {
    const slow = join(home, "slow.onnx");
    await writeSlowNetwork(slow);
    for (const [name, from] of [["tiny", join(NETWORKS, "decoder")], ["slow", slow]] as const) {
      const { code, stderr } = await hologram(["create", name, "--from", from], { home });
      assert.equal(code, 0, stderr);
    }
    const server = await TestServer.start({ home }, args);
    try {
      const env = { HOLOGRAM_PORT: server.port };
      await test({ home, server, run: (...args) => hologram(args, { home, env }) });
    } finally {
      await server.stop();
    }
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

async function load(server: TestServer, keep_alive?: unknown): Promise<Record<string, unknown>> {
  const response = await server.post("/api/generate", { model: "tiny", keep_alive });
  assert.equal(response.status, 200);
  return await response.json();
}

async function running(server: TestServer): Promise<Record<string, unknown>[]> {
  return (await (await fetch(`${server.url}/api/ps`)).json()).models;
}

Deno.test("an empty prompt loads a model, and a keep_alive of 0 unloads it", () =>
  withServer([], async ({ server }) => {
    assert.deepEqual(await running(server), []);
    const loaded = await load(server);
    assert.equal(loaded.done_reason, "load");
    assert.equal(loaded.response, "");
    assert.equal((await running(server)).length, 1);
    assert.equal((await load(server, 0)).done_reason, "unload");
    assert.deepEqual(await running(server), []);
    // What is not loaded is not loaded to be unloaded.
    assert.equal((await load(server, 0)).done_reason, "unload");
    const chat = await server.post("/api/chat", { model: "tiny", messages: [], keep_alive: 0 });
    assert.deepEqual((await chat.json()).message, { role: "assistant", content: "" });
  }));

Deno.test({
  name: "/api/ps tells the memory that a model's process takes, its context and when it goes",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withServer([], async ({ server }) => {
      await load(server);
      const [model] = await running(server);
      const [pid] = await server.runners();
      const status = await Deno.readTextFile(`/proc/${pid}/status`);
      const resident = Number(/^VmRSS:\s+(\d+)/m.exec(status)![1]) * 1024;
      const ratio = (model!.size as number) / resident;
      assert.ok(ratio > 0.8 && ratio < 1.25, `${model!.size} against ${resident}`);
      assert.equal(model!.size_vram, 0);
      assert.equal(model!.context_length, 128);
      assert.equal(model!.name, "tiny:latest");
      assert.match(model!.digest as string, /^[0-9a-f]{64}$/);
    }),
});

Deno.test("keep_alive says when a model goes, and a request without one keeps what was said", () =>
  withServer([], async ({ server, run }) => {
    const left = async () => {
      const [model] = await running(server);
      return (new Date(model!.expires_at as string).getTime() - Date.now()) / 60_000;
    };
    await load(server);
    assert.ok(Math.abs(await left() - 5) < 1);
    await load(server, "1h");
    assert.ok(Math.abs(await left() - 60) < 1);
    await load(server);
    assert.ok(Math.abs(await left() - 60) < 1);
    await load(server, 1e12);
    assert.ok(await left() > 1e6);
    await load(server, -1);
    const { stdout } = await run("ps");
    assert.match(stdout, /^NAME +SIZE +PROCESSOR +CONTEXT +UNTIL\n/);
    assert.match(stdout, /^tiny:latest +\d+ MB +100% CPU +128 +Forever$/m);
    const bad = await server.post("/api/generate", { model: "tiny", keep_alive: "10" });
    assert.equal(bad.status, 400);
    assert.match((await bad.json()).error, /keep_alive is no duration: "10"/);
  }));

Deno.test("a short keep_alive overrides the server's idle timeout", () =>
  withServer(["--idle-timeout", "-1"], async ({ server }) => {
    await load(server, "200ms");
    await until("the model is unloaded", async () => (await running(server)).length === 0);
  }));

Deno.test("stop ends a model, busy or idle, and fails what it was answering", () =>
  withServer([], async ({ server, run }) => {
    await load(server);
    const stopped = await run("stop", "tiny");
    assert.deepEqual([stopped.code, stopped.stdout], [0, "stopped 'tiny'\n"]);
    assert.deepEqual(await running(server), []);
    const again = await run("stop", "tiny");
    assert.equal(again.code, 1);
    assert.equal(again.stderr, "Error: model 'tiny:latest' is not running\n");

    const long = server.post("/v2/models/slow/infer", slowRequest(1_000_000));
    const waiting = server.post("/v2/models/slow/infer", slowRequest(1));
    await until("the model is loaded", async () => (await running(server)).length === 1);
    assert.equal((await run("stop", "slow")).code, 0);
    for (const response of [await long, await waiting]) {
      assert.equal(response.status, 503);
      assert.equal((await response.json()).error, "Model 'slow:latest' was stopped");
    }
    assert.deepEqual(await running(server), []);
  }));

Deno.test("rm refuses a busy model, and with -f stops and removes it", () =>
  withServer([], async ({ server, run }) => {
    const long = server.post("/v2/models/slow/infer", slowRequest(1_000_000));
    await until("the model is loaded", async () => (await running(server)).length === 1);
    const refused = await run("rm", "slow");
    assert.equal(refused.code, 1);
    assert.equal(
      refused.stderr,
      "Error: model 'slow:latest' is answering a request\n" +
        "Wait, or remove it anyway: hologram rm -f slow:latest\n",
    );
    const removed = await run("rm", "-f", "slow");
    assert.deepEqual([removed.code, removed.stdout], [0, "deleted 'slow'\n"]);
    assert.equal((await long).status, 503);
    await (await long).body?.cancel();
    assert.deepEqual(await running(server), []);
    assert.doesNotMatch((await run("list")).stdout, /slow/);
    // An idle one needs no force.
    await load(server);
    assert.equal((await run("rm", "tiny")).code, 0);
    assert.deepEqual(await running(server), []);
  }));

Deno.test("cp gives a second name, which shares the loaded model", () =>
  withServer([], async ({ server, run }) => {
    const copied = await run("cp", "tiny", "team/small:v1");
    assert.deepEqual([copied.code, copied.stdout], [0, "copied 'tiny' to 'team/small:v1'\n"]);
    const answers = await Promise.all(["tiny", "team/small:v1"].map(async (model) => {
      const options = { temperature: 0 };
      const body = { model, prompt: "What colour is grass?", stream: false, options };
      return (await (await server.post("/api/generate", body)).json()).response;
    }));
    assert.deepEqual(answers, ["Grass is green.", "Grass is green."]);
    assert.equal((await running(server)).length, 1);
    const cases: [unknown, number, string][] = [
      [{ source: "nope", destination: "x" }, 404, 'model "nope" not found'],
      [{ destination: "x" }, 400, 'source "" is invalid'],
      [{ source: "tiny" }, 400, 'destination "" is invalid'],
    ];
    for (const [body, status, error] of cases) {
      const response = await server.post("/api/copy", body);
      assert.equal(response.status, status);
      assert.equal((await response.json()).error, error);
    }
  }));

Deno.test("requests of several clients are answered one after the other, none forgotten", () =>
  withServer([], async ({ server }) => {
    await load(server);
    const order: number[] = [];
    await Promise.all(Array.from({ length: 12 }, async (_, index) => {
      const body = { model: "tiny", prompt: "Show me a cat.", stream: false };
      const response = await server.post("/api/generate", {
        ...body,
        options: { temperature: 0 },
      });
      assert.equal((await response.json()).response, "🐱 Meow!");
      order.push(index);
    }));
    assert.equal(order.length, 12);
  }));
