import assert from "node:assert/strict";
import { displayWidth, fitWidth, graphemes } from "../../../src/cli/format/display_width.ts";
import { generationTimings } from "../../../src/cli/format/generation_timings.ts";
import { goDuration } from "../../../src/cli/format/go_duration.ts";
import { humanBytes } from "../../../src/cli/format/human_bytes.ts";
import { humanDuration, humanTime } from "../../../src/cli/format/human_duration.ts";
import { printable } from "../../../src/cli/format/printable.ts";
import { progressBar } from "../../../src/cli/format/progress_bar.ts";
import { remainingTime } from "../../../src/cli/format/remaining_time.ts";
import { table } from "../../../src/cli/format/table.ts";

Deno.test("humanBytes writes bytes as Ollama does", () => {
  const cases: [number, string][] = [
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1 KB"],
    [1234, "1.2 KB"],
    [999_999, "999 KB"],
    [1_500_000, "1.5 MB"],
    [999_999_999, "999 MB"],
    [1_234_567_890, "1.2 GB"],
    [1_999_999_999_999, "2.0 TB"],
  ];
  for (const [bytes, expected] of cases) assert.equal(humanBytes(bytes), expected);
});

Deno.test("humanDuration writes lengths of time as Ollama does", () => {
  const cases: [number, string][] = [
    [0, "Less than a second"],
    [1, "1 second"],
    [2, "2 seconds"],
    [60, "About a minute"],
    [119, "About a minute"],
    [3540, "59 minutes"],
    [5340, "About an hour"],
    [5364, "About an hour"],
    [7200, "2 hours"],
    [169_200, "47 hours"],
    [172_800, "2 days"],
    [1_123_200, "13 days"],
    [1_296_000, "2 weeks"],
    [5_184_000, "2 months"],
    [31_449_600, "12 months"],
    [63_158_400, "2 years"],
  ];
  for (const [seconds, expected] of cases) {
    assert.equal(humanDuration(seconds * 1000), expected, `${seconds} s`);
  }
});

Deno.test("humanTime looks back and ahead", () => {
  const now = new Date("2026-01-02T00:00:00Z");
  assert.equal(humanTime(new Date("2026-01-01T00:00:00Z"), now), "24 hours ago");
  assert.equal(humanTime(new Date("2026-01-02T00:04:00Z"), now), "4 minutes from now");
});

Deno.test("a table is as wide as its widest cells, and has its header even when empty", () => {
  assert.equal(table(["NAME", "ID"], []), "NAME    ID\n");
  assert.equal(
    table(["NAME", "SIZE"], [["a-long-name", "1 KB"], ["b", "2.5 GB"]]),
    "NAME           SIZE\na-long-name    1 KB\nb              2.5 GB\n",
  );
});

Deno.test("goDuration writes nanoseconds as Go does", () => {
  const cases: [number, string][] = [
    [0, "0s"],
    [1, "1ns"],
    [999, "999ns"],
    [1000, "1µs"],
    [1500, "1.5µs"],
    [1_000_000, "1ms"],
    [101_397_084, "101.397084ms"],
    [999_999_999, "999.999999ms"],
    [1_000_000_000, "1s"],
    [1_000_000_001, "1.000000001s"],
    [59_999_000_000, "59.999s"],
    [60_000_000_000, "1m0s"],
    [61_500_000_000, "1m1.5s"],
    [3_600_000_000_000, "1h0m0s"],
    [3_661_250_000_000, "1h1m1.25s"],
    [360_000_000_000_001, "100h0m0.000000001s"],
  ];
  for (const [nanoseconds, expected] of cases) assert.equal(goDuration(nanoseconds), expected);
});

Deno.test("remainingTime writes what is left as Ollama's progress bars do", () => {
  const cases: [number, string][] = [
    [0, "0s"],
    [600, "1s"],
    [59_000, "59s"],
    [62_000, "1m2s"],
    [3_599_000, "59m59s"],
    [3_661_000, "1h1m"],
    [356_400_000, "99h0m"],
    [360_000_000, "99h+"],
    [Infinity, "99h+"],
  ];
  for (const [milliseconds, expected] of cases) {
    assert.equal(remainingTime(milliseconds), expected);
  }
});

Deno.test("generationTimings writes what Ollama writes, and no line for what is zero", () => {
  const timings = {
    total_duration: 174_560_334,
    load_duration: 101_397_084,
    prompt_eval_count: 11,
    prompt_eval_duration: 13_074_791,
    eval_count: 18,
    eval_duration: 52_479_709,
  };
  const lines = [
    "total duration:       174.560334ms",
    "load duration:        101.397084ms",
    "prompt eval count:    11 token(s)",
    "prompt eval duration: 13.074791ms",
    "prompt eval rate:     841.31 tokens/s",
    "eval count:           18 token(s)",
    "eval duration:        52.479709ms",
    "eval rate:            342.99 tokens/s",
  ];
  assert.equal(generationTimings(timings), lines.map((line) => `${line}\n`).join(""));
  const zeros = Object.fromEntries(Object.keys(timings).map((name) => [name, 0]));
  assert.equal(generationTimings(zeros), "");
  assert.equal(generationTimings({}), "");
  assert.equal(
    generationTimings({ ...timings, load_duration: 0 }),
    lines.filter((line) => !line.startsWith("load")).map((line) => `${line}\n`).join(""),
  );
});

Deno.test("displayWidth counts the columns that a terminal gives to a text", () => {
  const cases: [string, number][] = [
    ["", 0],
    ["plain text", 10],
    ["Zoé", 3],
    ["Zoe\u0301", 3],
    ["日本語", 6],
    ["한국어", 6],
    ["\u1112\u1161\u11ab", 2],
    ["ｗｉｄｅ", 8],
    ["ｶﾅ", 2],
    ["🐱 Meow!", 8],
    ["👩‍👩‍👧", 2],
    ["🇫🇷", 2],
    ["❤", 1],
    ["❤️", 2],
    ["☕", 2],
    ["𠀀", 2],
    ["a\u200bb", 2],
    ["▕█▏", 3],
  ];
  for (const [text, width] of cases) assert.equal(displayWidth(text), width, text);
  assert.deepEqual(graphemes("e\u0301👩‍👩‍👧"), ["e\u0301", "👩‍👩‍👧"]);
});

Deno.test("fitWidth cuts between characters, never inside a wide one", () => {
  assert.equal(fitWidth("abc", 5), "abc");
  assert.equal(fitWidth("a日本", 4), "a日");
  assert.equal(fitWidth("a日本", 5), "a日本");
});

Deno.test("printable shows control characters instead of obeying them", () => {
  assert.equal(printable("a\tb\r\nc"), "a\tb\nc");
  assert.equal(printable("\x1b]52;c;Zm9v\x07\x7f\x9b2J"), "␛]52;c;Zm9v␇␡\ufffd2J");
  assert.equal(printable("é日🐱"), "é日🐱");
});

Deno.test("progressBar fills its line, and shows where things stand, how fast, and how long still", () => {
  const state = { label: "pulling", fraction: 0.45, total: 2e9, rate: 10_500_000, ended: false };
  const cases: [Partial<typeof state>, number, string][] = [
    [{}, 60, "pulling  45% ▕█████        ▏ 900 MB/  2 GB   10 MB/s   1m45s"],
    [{ fraction: 0.6 }, 60, "pulling  60% ▕███████      ▏ 1.2 GB/  2 GB   10 MB/s   1m16s"],
    [{ fraction: 1, ended: true }, 60, "pulling 100% ▕█████████████▏   2 GB"],
    [{ fraction: 0.999 }, 60, "pulling  99% ▕████████████ ▏ 2.0 GB/  2 GB   10 MB/s      0s"],
    // Nothing moves, so nothing can be said of the time that is left.
    [{ rate: 0 }, 60, "pulling  45% ▕█████        ▏ 900 MB/  2 GB"],
    [{}, 48, "pulling  45% 900 MB/  2 GB   10 MB/s   1m45s"],
    [{}, 47, "pulling  45% 900 MB/  2 GB   10 MB/s   1m45s"],
    [{}, 30, "pulling  45% 900 MB/  2 GB"],
    [{}, 20, "pulling  45%"],
    [{}, 6, "pullin"],
  ];
  for (const [change, columns, expected] of cases) {
    const bar = progressBar({ ...state, ...change }, columns);
    assert.equal(bar, expected);
    assert.ok(displayWidth(bar) <= columns);
  }
  const unknown = progressBar({ ...state, rate: undefined }, 60);
  assert.equal(unknown, "pulling  45% ▕█████        ▏ 900 MB/  2 GB");
});
