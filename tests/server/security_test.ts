import assert from "node:assert/strict";
import { join } from "../../src/deps/path.ts";
import { hologram, ROOT, TestServer, until } from "../support/hologram.ts";
import { RawClient } from "./http/raw_client.ts";

const linux = Deno.build.os === "linux";

async function withServer(
  env: Record<string, string>,
  test: (server: TestServer, home: string) => Promise<void>,
): Promise<void> {
  const home = await Deno.makeTempDir();
  try {
    const tiny = join(ROOT, "tests/fixtures/networks/decoder");
    const { code, stderr } = await hologram(["create", "tiny", "--from", tiny], { home });
    assert.equal(code, 0, stderr);
    const server = await TestServer.start({ home, env });
    try {
      await test(server, home);
    } finally {
      await server.stop();
    }
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

Deno.test({
  name:
    "two thousand connections that never finish their head keep nobody out, and take few descriptors",
  ignore: !linux,
  fn: () =>
    withServer({}, async (server) => {
      const slow: RawClient[] = [];
      try {
        for (let count = 0; count < 2000; count += 100) {
          const batch = Array.from({ length: 100 }, async () => {
            const client = await RawClient.connect(Number(server.port));
            slow.push(client);
            await client.write("POST /api/generate HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
          });
          await Promise.all(batch);
          const response = await fetch(`${server.url}/api/version`);
          assert.equal((await response.json()).api, 1);
        }
        assert.equal(slow.length, 2000);
        const descriptors = await Array.fromAsync(Deno.readDir(`/proc/${server.pid}/fd`));
        assert.ok(descriptors.length < 1200, `${descriptors.length} descriptors are open`);
        const loaded = await server.post("/api/generate", { model: "tiny" });
        assert.equal((await loaded.json()).done_reason, "load");
      } finally {
        for (const client of slow) client[Symbol.dispose]();
      }
    }),
});

Deno.test({
  name: "the log of a server that tells everything holds no key and no prompt",
  ignore: !linux,
  fn: async () => {
    const secrets = ["hush-key", "hush-other-key", "hush-prompt", "hush-system", "hush-tool"];
    const home = await Deno.makeTempDir();
    try {
      const tiny = join(ROOT, "tests/fixtures/networks/decoder");
      assert.equal((await hologram(["create", "tiny", "--from", tiny], { home })).code, 0);
      const env = {
        HOLOGRAM_HOME: home,
        HOLOGRAM_API_KEY: "hush-key",
        HOLOGRAM_LOG_LEVEL: "trace",
      };
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--quiet", join(ROOT, "main.ts"), "serve", "--port", "0"],
        env,
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const log = new Response(child.stderr).text();
      const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
      const url = /listens on (\S+)/.exec((await reader.read()).value!)![1]!;
      const send = async (path: string, body: unknown, key: string) => {
        const response = await fetch(`${url}${path}?token=hush-other-key`, {
          method: "POST",
          headers: { authorization: `Bearer ${key}`, "x-api-key": key },
          body: typeof body === "string" ? body : JSON.stringify(body),
        });
        await response.text();
        return response.status;
      };
      const prompt = "hush-prompt";
      const messages = [{ role: "user", content: prompt }];
      const options = { num_predict: 2 };
      const right = (path: string, body: unknown) => send(path, body, "hush-key");
      assert.equal(await right("/api/generate", { model: "tiny", prompt, options }), 200);
      assert.equal(await send("/api/generate", { model: "tiny", prompt }, "hush-other-key"), 401);
      await right("/api/generate", { model: "tiny", prompt, system: "hush-system", options });
      await right("/api/chat", { model: "tiny", messages, options });
      await right("/api/chat", { model: "tiny", messages, tools: [{ name: "hush-tool" }] });
      await right("/api/generate", { model: "tiny", prompt, options: { temperature: prompt } });
      await right("/v1/chat/completions", { model: "tiny", messages, max_tokens: 2 });
      await right("/v1/messages", { model: "tiny", messages, max_tokens: 2 });
      await right("/v2/models/tiny/infer", { inputs: [{ name: prompt }] });
      assert.equal(await right("/api/generate", `hush-prompt is no JSON`), 400);
      assert.equal(await right("/api/generate", `{"prompt": hush-prompt`), 400);
      child.kill("SIGTERM");
      assert.equal((await child.status).code, 0);
      await reader.cancel();
      const text = await log;
      assert.match(text, /Answered a request/);
      assert.match(text, /api\/generate/);
      for (const secret of secrets) assert.ok(!text.includes(secret), `${secret} in:\n${text}`);
      assert.doesNotMatch(text, /bearer/i);
    } finally {
      await Deno.remove(home, { recursive: true });
    }
  },
});

Deno.test({
  name: "a stream that the end of the server breaks off ends with an error line",
  ignore: !linux,
  fn: () =>
    withServer({ HOLOGRAM_SHUTDOWN_GRACE: "0" }, async (server) => {
      const request = { model: "tiny", prompt: "a", raw: true, options: { num_predict: 1e6 } };
      const response = await server.post("/api/generate", request);
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      let text = (await reader.read()).value!;
      const stopped = server.stop();
      for (let read; !(read = await reader.read()).done;) text += read.value;
      const last = JSON.parse(text.trim().split("\n").at(-1)!);
      assert.deepEqual(last, { error: "The server is stopping" });
      assert.equal((await stopped).code, 0);
    }),
});

Deno.test({
  name: "an answer that ends within the grace period is whole, though the server is stopping",
  ignore: !linux,
  fn: () =>
    withServer({ HOLOGRAM_SHUTDOWN_GRACE: "60" }, async (server) => {
      const request = { model: "tiny", prompt: "a", raw: true, options: { num_predict: 100 } };
      const response = await server.post("/api/generate", request);
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      let text = (await reader.read()).value!;
      const stopped = server.stop("SIGINT");
      for (let read; !(read = await reader.read()).done;) text += read.value;
      assert.equal(JSON.parse(text.trim().split("\n").at(-1)!).done, true);
      assert.equal((await stopped).code, 0);
    }),
});

Deno.test({
  name: "a second signal ends a stopping server at once",
  ignore: !linux,
  fn: () =>
    withServer({ HOLOGRAM_SHUTDOWN_GRACE: "1h" }, async (server) => {
      using client = await RawClient.connect(Number(server.port));
      await client.write(
        "POST /api/show HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{",
      );
      // The request is under way: it counts as one to wait for.
      await new Promise((resolve) => setTimeout(resolve, 300));
      Deno.kill(server.pid, "SIGTERM");
      await until("it takes no more connections", async () => {
        const other = await Deno.connect({ port: Number(server.port) }).catch(() => undefined);
        other?.close();
        return other === undefined;
      });
      assert.equal((await server.stop("SIGTERM")).code, 130);
    }),
});

Deno.test({
  name: "a model named for the start is loaded before anyone asks",
  ignore: !linux,
  fn: () =>
    withServer({ HOLOGRAM_PRELOAD: "tiny" }, async (server) => {
      await until("it is loaded", async () => {
        const response = await fetch(`${server.url}/api/ps`);
        return (await response.json()).models[0]?.name === "tiny:latest";
      });
    }),
});
