import assert from "node:assert/strict";
import { ByteRanges } from "../../../src/hub/transfer/byte_ranges.ts";
import { seededRandom } from "../../base/seeded_random.ts";

Deno.test("ByteRanges joins what touches, and knows gaps and reach", () => {
  const ranges = ByteRanges.from([[10, 20], [30, 40], [20, 25]]);
  assert.deepEqual(ranges.pairs(), [[10, 25], [30, 40]]);
  assert.deepEqual(ranges.missing(50), [
    { start: 0, end: 10 },
    { start: 25, end: 30 },
    { start: 40, end: 50 },
  ]);
  assert.deepEqual(ranges.missing(12), [{ start: 0, end: 10 }]);
  assert.equal(ranges.reach(0), 0);
  assert.equal(ranges.reach(10), 25);
  assert.equal(ranges.reach(25), 25);
  ranges.add(5, 35);
  assert.deepEqual(ranges.pairs(), [[5, 40]]);
  assert.equal(ranges.covered, 35);
  ranges.add(7, 7);
  assert.equal(ranges.end, 40);
});

Deno.test("ByteRanges agrees with a set of bytes", () => {
  const random = seededRandom(5);
  for (let round = 0; round < 100; round++) {
    const ranges = new ByteRanges();
    const bytes = new Array<boolean>(60).fill(false);
    for (let i = 0; i < 12; i++) {
      const start = Math.floor(random() * 50);
      const end = start + Math.floor(random() * 10);
      ranges.add(start, end);
      bytes.fill(true, start, end);
    }
    assert.equal(ranges.covered, bytes.filter(Boolean).length);
    const rest = bytes.slice();
    for (const { start, end } of ranges.missing(60)) {
      assert.ok(bytes.slice(start, end).every((there) => !there));
      rest.fill(true, start, end);
    }
    assert.ok(rest.every(Boolean));
  }
});
