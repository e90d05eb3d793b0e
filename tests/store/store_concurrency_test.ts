import assert from "node:assert/strict";
import { HologramError } from "../../src/base/mod.ts";
import { fromFileUrl } from "../../src/deps/path.ts";
import { Store } from "../../src/store/mod.ts";
import {
  checkVersion,
  createVersion,
  HOST,
  namesIn,
  sampleConfig,
  usedBlobs,
  withStore,
} from "./sample_model.ts";

const CHILD = fromFileUrl(new URL("store_child.ts", import.meta.url));

Deno.test("Store stays whole while eight create, replace and remove at once, and readers see no problem", async () => {
  await withStore(async (store, root) => {
    // Two stores of one folder, as a server and a command in the same process would have.
    const stores = [store, new Store(root, { defaultHost: HOST })];
    let isWriting = true;
    let reads = 0;
    const reading = (async () => {
      for (; isWriting; reads++) {
        const { models, problems } = await store.list();
        assert.deepEqual(problems, []);
        assert.equal(new Set(models.map(({ displayName }) => displayName)).size, models.length);
      }
    })();
    reading.catch(() => {}); // Told where it is awaited.
    const work = async (index: number) => {
      const own = stores[index % 2]!;
      for (let round = 0; round < 6; round++) {
        const name = `m${(index + round) % 4}`;
        await createVersion(own, name, index * 100 + round);
        if ((index + round) % 3 > 0) continue;
        await own.remove(name).catch((error: HologramError) => {
          if (error.kind !== "not_found") throw error;
        });
      }
    };
    try {
      await Promise.all(Array.from({ length: 8 }, (_, index) => work(index)));
    } finally {
      isWriting = false;
      await reading;
    }
    assert.ok(reads > 0);
    await createVersion(store, "last", 1);
    const { models, problems } = await store.list();
    assert.deepEqual(problems, []);
    for (const model of models) await checkVersion(store, model);
    assert.deepEqual(await namesIn(`${root}/blobs`), usedBlobs(models));
    assert.deepEqual(await namesIn(`${root}/tmp`), []);
  });
});

Deno.test("Store makes one model of a name that eight create at once in other letter cases", async () => {
  await withStore(async (store) => {
    const names = Array.from(
      { length: 8 },
      (_, bits) =>
        [..."abc"].map((letter, at) => bits >> at & 1 ? letter.toUpperCase() : letter).join(""),
    );
    await Promise.all(
      names.map((name) =>
        store.create({ name, config: sampleConfig(name.toUpperCase()), layers: [] })
      ),
    );
    assert.equal((await store.list()).models.length, 1);
  });
});

Deno.test("Store stays whole while two other processes work on it", async () => {
  await withStore(async (store, root) => {
    const run = (seed: number) =>
      new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "-A",
          "--no-lock",
          "--no-check",
          "--no-config",
          CHILD,
          root,
          "churn",
          `${seed}`,
        ],
      }).output();
    for (const { code, stdout, stderr } of await Promise.all([run(1000), run(2000)])) {
      const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      assert.equal(decode(stderr), "");
      assert.equal(code, 0);
      assert.match(decode(stdout), /finished/);
    }
    const { models, problems } = await store.list();
    assert.deepEqual(problems, []);
    const own = models.filter(({ name }) => name.tag === "latest");
    assert.equal(own.length, 5);
    for (const model of own) await checkVersion(store, model);
    assert.deepEqual(await namesIn(`${root}/blobs`), usedBlobs(models));
    assert.deepEqual(await namesIn(`${root}/tmp`), []);
  });
});
