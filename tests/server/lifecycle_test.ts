import assert from "node:assert/strict";
import { join } from "../../src/deps/path.ts";
import { childProcesses, hologram, isAlive, TestServer, until } from "../support/hologram.ts";
import { slowRequest, writeSlowNetwork } from "../support/slow_network.ts";

const LONG = 200_000;

/** A home folder with the model `slow` in it. */
async function withHome(test: (home: string) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir();
  try {
    const onnx = join(home, "slow.onnx");
    await writeSlowNetwork(onnx);
    const created = await hologram(["create", "slow", "--from", onnx], { home });
    assert.equal(created.code, 0, created.stderr);
    await test(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

async function infer(server: TestServer, steps: number, init?: RequestInit): Promise<Response> {
  return await server.post("/v2/models/slow/infer", slowRequest(steps), init);
}

/** A request that takes long, once its runner computes. */
async function startLong(
  server: TestServer,
  init?: RequestInit,
  steps = LONG,
): Promise<{ reply: Promise<Response>; runner: number }> {
  await (await infer(server, 1)).body?.cancel();
  const [runner] = await server.runners();
  const before = await cpuSeconds(runner!);
  const reply = infer(server, steps, init);
  reply.catch(() => {});
  await until("the runner computes", async () => await cpuSeconds(runner!) > before + 0.3);
  return { reply, runner: runner! };
}

async function cpuSeconds(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const linux = Deno.build.os !== "linux";

Deno.test({
  name:
    "a killed runner fails its request with a clear error, and the next request starts a new one",
  ignore: linux,
  fn: () =>
    withHome(async (home) => {
      const server = await TestServer.start({ home });
      const { reply, runner } = await startLong(server);
      Deno.kill(runner, "SIGKILL");
      const failed = await reply;
      assert.equal(failed.status, 500);
      assert.match(
        (await failed.json()).error,
        /^The runner of model 'slow:latest' stopped: killed by SIGKILL/,
      );
      const next = await infer(server, 1);
      assert.equal(next.status, 200);
      assert.deepEqual((await next.json()).outputs[0].shape, [64, 64]);
      const [fresh] = await server.runners();
      assert.notEqual(fresh, runner);
      await server.stop();
      assert.equal(await isAlive(fresh!), false);
    }),
});

Deno.test({
  name: "a killed server leaves no runner behind, busy or idle",
  ignore: linux,
  fn: () =>
    withHome(async (home) => {
      const idleServer = await TestServer.start({ home });
      await (await infer(idleServer, 1)).body?.cancel();
      const [idle] = await idleServer.runners();
      await idleServer.stop("SIGKILL");
      await until("the idle runner is gone", async () => !(await isAlive(idle!)));

      const busyServer = await TestServer.start({ home });
      const { reply, runner: busy } = await startLong(busyServer);
      await busyServer.stop("SIGKILL");
      await assert.rejects(reply);
      await until("the busy runner is gone", async () => !(await isAlive(busy)));
    }),
});

Deno.test({
  name:
    "Ctrl-C ends a server with a busy runner: the request fails, nothing is left, the exit code is 0",
  ignore: linux,
  fn: () =>
    withHome(async (home) => {
      const server = await TestServer.start({ home });
      const { reply, runner } = await startLong(server);
      const status = await server.stop("SIGINT");
      assert.equal(status.code, 0);
      const failed = await reply;
      assert.equal(failed.status, 503);
      assert.equal((await failed.json()).error, "The server is stopping");
      assert.equal(await isAlive(runner), false);
    }),
});

Deno.test({
  name: "a client that goes away during a long step frees the model for the next one",
  ignore: linux,
  fn: () =>
    withHome(async (home) => {
      const server = await TestServer.start({ home });
      const gone = new AbortController();
      const { reply, runner } = await startLong(server, { signal: gone.signal });
      gone.abort();
      await assert.rejects(reply, { name: "AbortError" });
      const next = await infer(server, 1);
      assert.equal(next.status, 200);
      await next.body?.cancel();
      assert.equal(await isAlive(runner), false, "the long step still computes");
      await server.stop();
    }),
});

Deno.test({
  name: "the server answers others while a model computes one long step",
  ignore: linux,
  fn: () =>
    withHome(async (home) => {
      const server = await TestServer.start({ home });
      const gone = new AbortController();
      const { reply } = await startLong(server, { signal: gone.signal });
      let computed = false;
      reply.then(() => computed = true, () => {});
      for (let count = 0; count < 100; count++) {
        const response = await fetch(`${server.url}/api/version`);
        assert.equal((await response.json()).api, 1);
      }
      assert.equal(computed, false);
      gone.abort();
      await assert.rejects(reply, { name: "AbortError" });
      await server.stop();
    }),
});

Deno.test({
  name: "a waiting request that is given up does not harm the one that computes",
  ignore: linux,
  fn: () =>
    withHome(async (home) => {
      const server = await TestServer.start({ home });
      const computing = new AbortController();
      const { reply, runner } = await startLong(server, { signal: computing.signal });
      const gone = new AbortController();
      const waiting = infer(server, 1, { signal: gone.signal });
      setTimeout(() => gone.abort(), 500);
      await assert.rejects(waiting, { name: "AbortError" });
      // Longer than a runner has to answer a cancel before it is killed.
      await new Promise((resolve) => setTimeout(resolve, 4000));
      assert.equal(await isAlive(runner), true);
      computing.abort();
      await assert.rejects(reply, { name: "AbortError" });
      await server.stop();
    }),
});

Deno.test({
  name: "an idle model is unloaded when its time is over, and its process is gone",
  ignore: linux,
  fn: () =>
    withHome(async (home) => {
      const server = await TestServer.start({ home }, ["--idle-timeout", "1"]);
      await (await infer(server, 1)).body?.cancel();
      assert.equal((await server.runners()).length, 1);
      await until("the runner is gone", async () => (await server.runners()).length === 0);
      const again = await infer(server, 1);
      assert.equal(again.status, 200);
      await again.body?.cancel();
      await server.stop();
    }),
});

Deno.test({
  name:
    "a hundred loads and unloads under concurrent requests leave the server's memory, descriptors and threads where they were",
  ignore: linux,
  fn: () =>
    withHome(async (home) => {
      const server = await TestServer.start({ home }, ["--idle-timeout", "0"]);
      const cycle = async () => {
        await Promise.all([1, 2, 3].map(async (steps) => {
          const reply = await infer(server, steps);
          assert.equal(reply.status, 200);
          await reply.arrayBuffer();
        }));
        await until("the model is unloaded", async () => (await server.runners()).length === 0);
      };
      for (let warmUp = 0; warmUp < 10; warmUp++) await cycle();
      const before = await usage(server.pid);
      for (let count = 0; count < 100; count++) await cycle();
      // The pipes of the last runner close a moment after it is gone.
      await until(
        "the descriptors are as many as before",
        async () => (await usage(server.pid)).descriptors <= before.descriptors,
      );
      const after = await usage(server.pid);
      // The runtime's pool for blocking work breathes; a leak of one thread a cycle would be 100.
      assert.ok(
        after.threads < before.threads + 10,
        `threads: ${before.threads} became ${after.threads}`,
      );
      // A leak of one model a cycle would be some 200 MB a cycle; the collector's own moods are a few.
      assert.ok(after.rss < before.rss + 50, `memory: ${before.rss} MB became ${after.rss} MB`);
      assert.deepEqual(await childProcesses(server.pid), []);
      await server.stop();
    }),
});

async function usage(pid: number): Promise<{ rss: number; threads: number; descriptors: number }> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)![1]);
  const descriptors = await Array.fromAsync(Deno.readDir(`/proc/${pid}/fd`));
  return { rss: field("VmRSS") / 1024, threads: field("Threads"), descriptors: descriptors.length };
}
