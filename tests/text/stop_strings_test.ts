import assert from "node:assert/strict";
import { seededRandom, StopStrings } from "../../src/text/mod.ts";

Deno.test("Text before a stop string comes out, nothing of it and nothing after", () => {
  const stops = new StopStrings(["\nUser:"]);
  assert.deepEqual(stops.push("Hi.\nUs"), { text: "Hi." });
  assert.deepEqual(stops.push("er: you"), { text: "", stopped: "\nUser:" });
  assert.deepEqual(stops.push("more"), { text: "", stopped: "\nUser:" });
  assert.equal(stops.flush(), "");
});

Deno.test("Exactly the longest end that may begin a stop string is held back", () => {
  const stops = new StopStrings(["abac", "bb"]);
  assert.deepEqual(stops.push("xaba"), { text: "x" });
  assert.deepEqual(stops.push("ba"), { text: "ab" });
  assert.deepEqual(stops.push("b"), { text: "ab" });
  assert.equal(stops.flush(), "ab");
});

Deno.test("The stop string that is complete first wins, the longer of two at once", () => {
  assert.deepEqual(new StopStrings(["abcd", "bc"]).push("xabcd"), { text: "xa", stopped: "bc" });
  assert.deepEqual(new StopStrings(["c", "abc"]).push("xabcd"), { text: "x", stopped: "abc" });
});

Deno.test("Empty stop strings are ignored", () => {
  const stops = new StopStrings(["", ""]);
  assert.deepEqual(stops.push("a"), { text: "a" });
  assert.equal(stops.flush(), "");
});

/** The same on the whole text: where the first stop string ends, and the longest one that ends there. */
function cutWhole(text: string, stops: string[]): { text: string; stopped?: string } {
  for (let end = 1; end <= text.length; end++) {
    const ending = stops.filter((stop) => stop !== "" && text.slice(0, end).endsWith(stop));
    const stopped = ending.sort((a, b) => b.length - a.length)[0];
    if (stopped !== undefined) return { text: text.slice(0, end - stopped.length), stopped };
  }
  return { text };
}

Deno.test("How the text is cut into pieces makes no difference, and no piece waits without need", () => {
  const random = seededRandom(3);
  const below = (n: number) => Math.floor(random() * n);
  const word = (length: number) => Array.from({ length }, () => "ab"[below(2)]).join("");
  let stopped = 0;
  for (let round = 0; round < 3000; round++) {
    const list = Array.from({ length: below(4) }, () => word(below(6)));
    const text = word(below(24));
    const stops = new StopStrings(list);
    let got = "";
    let stop: string | undefined;
    let taken = 0;
    while (taken < text.length && stop === undefined) {
      const piece = text.slice(taken, taken += 1 + below(5));
      const result = stops.push(piece);
      got += result.text;
      stop = result.stopped;
      if (stop !== undefined) break;
      const seen = text.slice(0, taken);
      const open = list.flatMap((s) => Array.from(s, (_, i) => s.slice(0, i)))
        .filter((start) => seen.endsWith(start))
        .reduce((longest, start) => Math.max(longest, start.length), 0);
      assert.equal(got.length, Math.min(taken, text.length) - open);
    }
    if (stop === undefined) got += stops.flush();
    else stopped++;
    const whole = cutWhole(text, list);
    assert.deepEqual([got, stop], [whole.text, whole.stopped]);
  }
  assert.ok(stopped > 500 && stopped < 2900);
});

Deno.test("A long stop string costs the same for each character", () => {
  const stop = "a".repeat(20_000) + "b";
  const stops = new StopStrings([stop]);
  let length = 0;
  for (let i = 0; i < 60; i++) length += stops.push("a".repeat(1000)).text.length;
  assert.equal(length, 40_000);
  assert.deepEqual(stops.push("b"), { text: "", stopped: stop });
});
