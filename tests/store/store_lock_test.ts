import assert from "node:assert/strict";
import { withStoreLock } from "../../src/store/store_lock.ts";

Deno.test("withStoreLock() lets one in at a time, in the order of asking, and frees the lock after an error", async () => {
  const root = await Deno.makeTempDir({ prefix: "hologram_lock_" });
  try {
    const log: number[] = [];
    let inside = 0;
    const work = (index: number) =>
      withStoreLock(`${root}/models`, async () => {
        assert.equal(++inside, 1);
        await new Promise((resolve) => setTimeout(resolve, 1));
        log.push(index);
        inside--;
        if (index === 3) throw new Error("the third fails");
      });
    const results = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => work(index)));
    assert.deepEqual(log, [0, 1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(results.flatMap(({ status }, at) => status === "rejected" ? [at] : []), [3]);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("withStoreLock() waits for another holder of the file, and no other name of the folder goes round it", async () => {
  const root = await Deno.makeTempDir({ prefix: "hologram_lock_" });
  try {
    await Deno.mkdir(`${root}/models`);
    await Deno.symlink(`${root}/models`, `${root}/alias`);
    const holder = await Deno.open(`${root}/models/.lock`, { write: true, create: true });
    await holder.lock(true);
    const log: string[] = [];
    const waiting = ["models", "alias"].map((name) =>
      withStoreLock(`${root}/${name}`, () => Promise.resolve(log.push(name)))
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    log.push("released");
    holder.close();
    await Promise.all(waiting);
    assert.equal(log[0], "released");
    assert.equal(log.length, 3);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
