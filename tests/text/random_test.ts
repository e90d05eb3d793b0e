import assert from "node:assert/strict";
import { randomSeed, seededRandom, splitMix64, xoshiro128 } from "../../src/text/random.ts";

Deno.test("xoshiro128** gives its known outputs", () => {
  const next = xoshiro128(Uint32Array.of(1, 2, 3, 4));
  const outputs = Array.from({ length: 6 }, next);
  assert.deepEqual(outputs, [11520, 0, 5927040, 70819200, 2031721883, 1637235492]);
});

Deno.test("SplitMix64 gives its known outputs", () => {
  assert.deepEqual(splitMix64(1234567n, 3), [
    6457827717110365317n,
    3203168211198807973n,
    9817491932198370423n,
  ]);
});

Deno.test("The same seed gives the same numbers, another seed others, a number as its big integer", () => {
  const draw = (seed: bigint | number) => Array.from({ length: 8 }, seededRandom(seed));
  assert.deepEqual(draw(42), draw(42n));
  assert.notDeepEqual(draw(42), draw(43));
  assert.notDeepEqual(draw(-2), draw(2));
  assert.deepEqual(draw(-1), draw(2n ** 64n - 1n));
});

Deno.test("Numbers are spread evenly over [0, 1)", () => {
  const random = seededRandom(1);
  const buckets = new Array<number>(20).fill(0);
  for (let i = 0; i < 40_000; i++) {
    const value = random();
    assert.ok(value >= 0 && value < 1);
    buckets[Math.floor(value * 20)]!++;
  }
  const chiSquare = buckets.reduce((sum, n) => sum + (n - 2000) ** 2 / 2000, 0);
  // 19 degrees of freedom: over 43.8 once in a thousand.
  assert.ok(chiSquare < 43.8, `chi-square ${chiSquare}`);
});

Deno.test("A new seed comes from the given randomness", () => {
  assert.equal(randomSeed((array) => void array.fill(77n)), 77n);
  assert.notEqual(randomSeed(), randomSeed());
});
