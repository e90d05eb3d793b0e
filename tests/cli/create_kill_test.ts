import assert from "node:assert/strict";
import { join } from "../../src/deps/path.ts";
import { Store } from "../../src/store/mod.ts";
import { verifyHolo } from "../../src/holo/mod.ts";
import { childProcesses, hologram, isAlive, ROOT, until } from "../support/hologram.ts";

const KILLS = 12;

Deno.test({
  name: "create killed at any moment leaves the model as it was or as it becomes, and no process",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const home = await Deno.makeTempDir();
    try {
      const networks = join(ROOT, "tests/fixtures/networks");
      const first = await hologram([
        "create",
        "m",
        "--from",
        join(networks, "feed_forward/model.onnx"),
      ], {
        home,
      });
      assert.equal(first.code, 0, first.stderr);
      const store = new Store(join(home, "models"), { defaultHost: "registry.hologram.dev" });
      const before = (await store.get("m")).digest;
      const sources = ["convolutional/model.onnx", "decoder"];
      const seen = new Set([before]);
      const started = performance.now();
      await hologram(["create", "whole", "--from", join(networks, "decoder")], { home });
      const wholeMs = performance.now() - started;
      for (let kill = 0; kill < KILLS; kill++) {
        const child = new Deno.Command(Deno.execPath(), {
          args: [
            ...["run", "-A", "--quiet", join(ROOT, "main.ts"), "create", "m", "--from"],
            join(networks, sources[kill % 2]!),
          ],
          env: { HOLOGRAM_HOME: home, HOLOGRAM_PORT: "0" },
          stdout: "null",
          stderr: "null",
        }).spawn();
        // From the very start to past the end of a whole run.
        await new Promise((resolve) => setTimeout(resolve, (kill / KILLS) * 1.2 * wholeMs));
        const compilers = await childProcesses(child.pid);
        try {
          child.kill("SIGKILL");
        } catch {
          // It has come to its end.
        }
        await child.status;
        for (const pid of compilers) {
          await until("the compiler is gone", async () => !(await isAlive(pid)));
        }
        const { models, problems } = await store.list();
        assert.deepEqual(problems, []);
        assert.equal(models.length, 2);
        const model = models.find(({ displayName }) => displayName === "m:latest")!;
        const report = await verifyHolo(model.holo().path);
        assert.deepEqual(report.problems, []);
        assert.equal(report.digest, model.holo().digest);
        seen.add(model.digest);
      }
      // Some were killed late enough to be complete, or the test says nothing of the new state.
      assert.ok(seen.size > 1);
      const after = await hologram(["create", "m", "--from", join(networks, "decoder")], { home });
      assert.equal(after.code, 0, after.stderr);
      assert.deepEqual(await Array.fromAsync(Deno.readDir(join(home, "models", "tmp"))), []);
    } finally {
      await Deno.remove(home, { recursive: true });
    }
  },
});
