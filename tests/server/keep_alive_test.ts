import assert from "node:assert/strict";
import { parseKeepAlive } from "../../src/server/keep_alive.ts";

Deno.test("parseKeepAlive takes seconds and Go's durations, negative ones for ever", () => {
  const cases: [number | string | null | undefined, number | undefined][] = [
    [undefined, undefined],
    [null, undefined],
    [42, 42_000],
    [42.5, 42_500],
    [0, 0],
    [-1, -1],
    [-3.14, -1],
    ["42m", 2_520_000],
    ["1h30m", 5_400_000],
    ["1h2m3s", 3_723_000],
    ["1.5s", 1500],
    ["250ms", 250],
    ["-1m", -1],
    ["-0s", 0],
    ["0", 0],
    ["0s", 0],
  ];
  for (const [value, expected] of cases) assert.equal(parseKeepAlive(value), expected, `${value}`);
});

Deno.test("parseKeepAlive refuses what is no duration", () => {
  for (const value of ["10", "", "5", "1d", "1w", "soon", "1h 30m", "-", "m", "1m?"]) {
    assert.throws(() => parseKeepAlive(value), { kind: "invalid" }, value);
  }
});
