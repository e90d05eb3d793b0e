import assert from "node:assert/strict";
import { join } from "../../src/deps/path.ts";
import { hologram, ROOT, TestServer } from "../support/hologram.ts";

/** A home with two models of different bytes, `a` and `b`. */
async function withTwoModels(test: (home: string) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir();
  try {
    const networks = join(ROOT, "tests/fixtures/networks");
    for (const [name, network] of [["a", "feed_forward"], ["b", "convolutional"]] as const) {
      const from = join(networks, network, "model.onnx");
      const { code, stderr } = await hologram(["create", name, "--from", from], { home });
      assert.equal(code, 0, stderr);
    }
    await test(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

async function infer(server: TestServer, name: string, network: string): Promise<Response> {
  const path = join(ROOT, "tests/fixtures/networks", network, "expected.json");
  const { cases } = JSON.parse(await Deno.readTextFile(path));
  return await server.post(`/v2/models/${name}/infer`, { inputs: cases[0].inputs });
}

Deno.test({
  name: "with memory for one model, the idle one leaves when another is asked for",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withTwoModels(async (home) => {
      const server = await TestServer.start({ home }, ["--memory-budget", "300"]);
      const first = await infer(server, "a", "feed_forward");
      assert.equal(first.status, 200);
      await first.body?.cancel();
      const [runnerOfA] = await server.runners();
      const second = await infer(server, "b", "convolutional");
      assert.equal(second.status, 200);
      await second.body?.cancel();
      const runners = await server.runners();
      assert.equal(runners.length, 1);
      assert.notEqual(runners[0], runnerOfA);
      await server.stop();
    }),
});

Deno.test("a model that can never fit is refused before it is loaded, with the figures", () =>
  withTwoModels(async (home) => {
    const server = await TestServer.start({ home }, ["--memory-budget", "100"]);
    const refused = await infer(server, "a", "feed_forward");
    assert.equal(refused.status, 413);
    const { error } = await refused.json();
    assert.match(
      error,
      /^Cannot load 'a:latest': it takes about \d+ MB, and the memory budget is 100 MB$/,
    );
    assert.match(decodeURIComponent(refused.headers.get("x-hologram-hint")!), /--memory-budget/);
    await server.stop();
  }));
