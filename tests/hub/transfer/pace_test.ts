import assert from "node:assert/strict";
import { backoffMs, retryAfterMs } from "../../../src/hub/transfer/backoff.ts";
import { Slots } from "../../../src/hub/transfer/slots.ts";
import { TokenBucket } from "../../../src/hub/transfer/token_bucket.ts";

Deno.test("backoffMs doubles from a second to a minute, and leaves out up to a half", () => {
  assert.deepEqual([1, 2, 3, 7, 50].map((n) => backoffMs(n, () => 0)), [
    1000,
    2000,
    4000,
    60_000,
    60_000,
  ]);
  assert.equal(backoffMs(2, () => 0.999_999) > 1000, true);
});

Deno.test("retryAfterMs reads seconds and dates, and nothing else", () => {
  const now = Date.UTC(2026, 0, 1);
  assert.equal(retryAfterMs("120", now), 120_000);
  assert.equal(retryAfterMs(" 0 ", now), 0);
  assert.equal(retryAfterMs("Thu, 01 Jan 2026 00:00:05 GMT", now), 5000);
  assert.equal(retryAfterMs("Wed, 31 Dec 2025 00:00:00 GMT", now), 0);
  assert.equal(retryAfterMs("soon", now), undefined);
  assert.equal(retryAfterMs(null, now), undefined);
});

Deno.test("TokenBucket holds its rate over streams of any piece, after a pause too", async () => {
  let time = 0;
  const bucket = new TokenBucket(1000, {
    now: () => time,
    sleep: (ms) => {
      time += ms;
      return Promise.resolve();
    },
  });
  for (const count of [500, 1, 3000, 499]) await bucket.take(count);
  assert.equal(Math.round(time), 4000);
  time += 60_000;
  await bucket.take(1100);
  assert.equal(Math.round(time), 65_000, "only a tenth of a second's worth came at once");
});

Deno.test("Slots lets so many in, the others in their order, and forgets who leaves", async () => {
  const slots = new Slots(2);
  const { signal } = new AbortController();
  const order: string[] = [];
  const held = [await slots.take(signal), await slots.take(signal)];
  const leaver = new AbortController();
  const left = slots.take(leaver.signal);
  const waiting = ["a", "b"].map(async (name) => {
    using _slot = await slots.take(signal);
    order.push(name);
  });
  leaver.abort(new Error("left"));
  await assert.rejects(left, /left/);
  assert.deepEqual(order, []);
  for (const slot of held) slot[Symbol.dispose]();
  await Promise.all(waiting);
  assert.deepEqual(order, ["a", "b"]);
  await Promise.all([slots.take(signal), slots.take(signal)]);
});
