import assert from "node:assert/strict";
import { parseKeepAlive } from "../../src/server/keep_alive.ts";
import { ollamaCases } from "../support/ollama_cases.ts";

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

const cases = ollamaCases("keep_alive_json");
Deno.test({
  name: "Every keep_alive is read as Ollama reads it",
  ignore: cases === undefined,
  fn: () => {
    for (const { in: text, expect: { infinite, ns } } of cases!.cases) {
      const milliseconds = parseKeepAlive(JSON.parse(text));
      assert.equal(milliseconds, infinite ? -1 : Number(ns) / 1e6, text);
    }
  },
});

const marshalled = ollamaCases("keep_alive_marshal");
Deno.test({
  name: "What Ollama's clients write as keep_alive is read back",
  ignore: marshalled === undefined,
  fn: () => {
    for (const { in: ns, expect } of marshalled!.cases) {
      const milliseconds = parseKeepAlive(JSON.parse(expect));
      assert.equal(milliseconds, Number(ns) < 0 ? -1 : Number(ns) / 1e6, expect);
    }
  },
});
