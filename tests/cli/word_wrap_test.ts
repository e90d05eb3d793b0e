import assert from "node:assert/strict";
import { displayWidth } from "../../src/cli/format/display_width.ts";
import { WordWrap } from "../../src/cli/word_wrap.ts";
import { seededRandom } from "../base/seeded_random.ts";
import { Screen } from "./screen.ts";

/** What a screen of some columns shows of pieces. */
function shown(columns: number, pieces: Iterable<string>): string[] {
  const wrap = new WordWrap(() => columns);
  const screen = new Screen();
  for (const piece of pieces) {
    screen.write(wrap.push(piece));
    assert.ok(screen.width < columns, screen.lines.join("\n"));
  }
  return screen.lines;
}

Deno.test("WordWrap breaks lines between words and leaves the last column free", () => {
  assert.deepEqual(shown(12, ["The quick brown fox jumps over it"]), [
    "The quick",
    "brown fox",
    "jumps over",
    "it",
  ]);
  // Eleven columns fit, and the space behind them is the break.
  assert.deepEqual(shown(12, ["brown foxes jump"]), ["brown foxes", "jump"]);
  assert.deepEqual(shown(12, ["brown foxest jump"]), ["brown", "foxest jump"]);
});

Deno.test("WordWrap shows a word at once and takes it back when it turns out not to fit", () => {
  const wrap = new WordWrap(() => 12);
  assert.equal(wrap.push("The quick b"), "The quick b");
  assert.equal(wrap.push("r"), "\x1b[1D\x1b[K\nbr");
  assert.equal(wrap.push("own foxes"), "own foxes");
  assert.equal(wrap.push("t"), "\x1b[5D\x1b[K\nfoxest");
});

Deno.test("WordWrap keeps the text's own lines, indents and tabs", () => {
  assert.deepEqual(shown(20, ["a\n\n    if x:\n"]), ["a", "", "    if x:", ""]);
  // The tab reaches column 8, and the word 13.
  assert.equal(new WordWrap(() => 14).push("a\tbcdef g"), "a\tbcdef\ng");
});

Deno.test("WordWrap breaks a word that is longer than a line where the line ends", () => {
  assert.deepEqual(shown(6, ["abcdefghijklm no"]), ["abcde", "fghij", "klm", "no"]);
  assert.deepEqual(shown(6, ["a bcdefghi"]), ["a", "bcdef", "ghi"]);
});

Deno.test("WordWrap counts wide characters as two columns, and may break between any two", () => {
  assert.deepEqual(shown(8, ["日本語日本語"]), ["日本語", "日本語"]);
  assert.deepEqual(shown(8, ["ab日本語🐱🐱"]), ["ab日本", "語🐱🐱"]);
  assert.deepEqual(shown(8, ["cafe\u0301s cafe\u0301s"]), ["cafe\u0301s", "cafe\u0301s"]);
});

Deno.test("WordWrap follows a terminal whose width changes", () => {
  let columns = 20;
  const wrap = new WordWrap(() => columns);
  const screen = new Screen();
  screen.write(wrap.push("one two three "));
  columns = 10;
  screen.write(wrap.push("four five six"));
  assert.deepEqual(screen.lines, ["one two three", "four five", "six"]);
});

/** The same lines, from the whole text at once. */
function wrapped(text: string, columns: number): string[] {
  const limit = columns - 1;
  return text.split("\n").flatMap((line) => {
    const lines: string[] = [];
    let current = "";
    let broken = false;
    for (let [word] of line.matchAll(/ |[日🐱]|[^ 日🐱]+/gu)) {
      if (word === " ") {
        if (broken) continue;
        broken = displayWidth(current) === limit;
        current += " ";
      } else {
        if (broken || (current !== "" && displayWidth(current + word) > limit)) {
          lines.push(current);
          current = "";
        }
        broken = false;
        for (; displayWidth(word) > limit; word = word.slice(limit)) {
          lines.push(word.slice(0, limit));
        }
        current += word;
      }
    }
    lines.push(current);
    return broken ? [...lines, ""] : lines;
  }).map((line) => line.trimEnd());
}

Deno.test("WordWrap shows the same however the text is cut", () => {
  const random = seededRandom(11);
  const characters = [..."abcdefgh    \n日é🐱-."];
  for (let round = 0; round < 300; round++) {
    const text = Array.from(
      { length: 120 },
      () => characters[Math.floor(random() * characters.length)]!,
    );
    const columns = 4 + Math.floor(random() * 20);
    const pieces: string[] = [];
    while (text.length > 0) pieces.push(text.splice(0, 1 + Math.floor(random() * 6)).join(""));
    const whole = pieces.join("");
    assert.deepEqual(shown(columns, pieces), wrapped(whole, columns), whole);
  }
});
