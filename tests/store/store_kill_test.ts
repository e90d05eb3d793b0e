import assert from "node:assert/strict";
import { fromFileUrl } from "../../src/deps/path.ts";
import { Store } from "../../src/store/mod.ts";
import {
  checkVersion,
  createVersion,
  HOST,
  namesIn,
  usedBlobs,
  withStore,
} from "./sample_model.ts";

const CHILD = fromFileUrl(new URL("store_child.ts", import.meta.url));
const KILLS = 64;

/** Numbers from 0 to 1 that are the same at each run (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Lets a process replace models, kills it so many milliseconds after its first write, and gives the lines it said. */
async function replaceUntilKilled(root: string, version: number, delay: number): Promise<string[]> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-lock",
      "--no-check",
      "--no-config",
      CHILD,
      root,
      "replace",
      `${version}`,
    ],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors = child.stderr.text();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let said = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += text;
    timer ??= setTimeout(() => child.kill("SIGKILL"), delay);
  }
  clearTimeout(timer);
  const status = await child.status;
  assert.equal(await errors, "");
  assert.equal(status.signal, "SIGKILL");
  return said.split("\n").slice(0, -1);
}

Deno.test({
  name:
    `Store is whole after each of ${KILLS} kills: every model is in its old state or its new one`,
  ignore: Deno.build.os === "windows", // A process there cannot be stopped in the middle of a system call.
  fn: async () => {
    const random = seededRandom(20240607);
    /** What each model may be: its last finished version, and the one that was being written; -1 for none. */
    const allowed = new Map<string, number[]>();
    let leftovers = 0;
    let unfinished = 0;
    await withStore(async (store, root) => {
      for (let kill = 0; kill < KILLS; kill++) {
        const said = await replaceUntilKilled(root, kill * 1000, random() * 120);
        assert.equal(said[0], "ready");
        for (const line of said.slice(1)) {
          const [what, name, version] = line.split(" ") as [string, string, string];
          const before = allowed.get(name) ?? [-1];
          allowed.set(name, what === "done" ? [Number(version)] : [...before, Number(version)]);
        }
        if (said.at(-1)!.startsWith("start")) unfinished++;

        const reopened = new Store(root, { defaultHost: HOST });
        const { models, problems } = await reopened.list();
        assert.deepEqual(problems, []);
        const found = new Map(models.map((model) => [model.displayName, model]));
        for (const [name, versions] of allowed) {
          const model = found.get(`${name}:latest`);
          const version = model === undefined ? -1 : await checkVersion(reopened, model);
          assert.ok(versions.includes(version), `${name} is ${version}, not of ${versions}`);
          allowed.set(name, [version]);
        }
        assert.ok(models.length <= allowed.size);
        leftovers += (await namesIn(`${root}/tmp`)).length;
      }
      // The kills must have hit work in progress, or this test says nothing.
      assert.ok(unfinished > KILLS / 2, `${unfinished} kills hit a write`);
      assert.ok(leftovers > 0, "no kill left a temporary folder");

      await createVersion(store, "a", 1);
      assert.deepEqual(await namesIn(`${root}/tmp`), []);
      const later = new Store(root, {
        defaultHost: HOST,
        clock: () => new Date(Date.now() + 2 * 60 * 60 * 1000),
      });
      await later.prune();
      const { models } = await later.list();
      assert.deepEqual(await namesIn(`${root}/blobs`), usedBlobs(models));
    });
  },
});
