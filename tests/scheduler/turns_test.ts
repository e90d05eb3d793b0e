import assert from "node:assert/strict";
import { Turns } from "../../src/scheduler/turns.ts";

Deno.test("Turns lets callers in one at a time, in the order in which they came", async () => {
  const turns = new Turns();
  const order: number[] = [];
  let inside = 0;
  await Promise.all([1, 2, 3, 4].map(async (caller) => {
    const end = await turns.take();
    assert.equal(++inside, 1);
    order.push(caller);
    await Promise.resolve();
    inside--;
    end();
  }));
  assert.deepEqual(order, [1, 2, 3, 4]);
  assert.equal(turns.length, 0);
});

Deno.test("Turns lets a caller give up while it waits, and passes its turn on", async () => {
  const turns = new Turns();
  const endFirst = await turns.take();
  const controller = new AbortController();
  const second = turns.take(controller.signal);
  const third = turns.take();
  assert.equal(turns.length, 3);
  controller.abort(new Error("given up"));
  await assert.rejects(second, { message: "given up" });
  endFirst();
  (await third)();
  assert.equal(turns.length, 0);
});

Deno.test("a turn ends once, however often its end is called", async () => {
  const turns = new Turns();
  const end = await turns.take();
  const second = turns.take();
  const third = turns.take();
  end();
  end();
  const endSecond = await second;
  assert.equal(turns.length, 2);
  endSecond();
  (await third)();
});
