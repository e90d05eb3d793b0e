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
  assert.equal(wrap.push("The quick br"), "The quick br".slice(0, 11) + "\x1b[1D\x1b[K\nbr");
  assert.equal(wrap.push("own f"), "own f");
  assert.equal(wrap.push("oxes"), "oxes".slice(0, 3) + "\nfoxes".replace("\nfoxes", "") + "s");
});

Deno.test("WordWrap keeps the text's own lines, indents and tabs", () => {
  assert.deepEqual(shown(20, ["a\n\n    if x:\n\ty\n"]), ["a", "", "    if x:", "        y", ""].map(
    (line) => line.replace("        y", "\ty"),
  ));
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

Deno.test("WordWrap shows the same however the text is cut, and loses nothing but spaces at breaks", () => {
  const random = seededRandom(11);
  const characters = [..."abcdefgh    \n日é🐱-."];
  for (let round = 0; round < 300; round++) {
    const text = Array.from(
      { length: 120 },
      () => characters[Math.floor(random() * characters.length)],
    ).join("");
    const columns = 4 + Math.floor(random() * 20);
    const pieces: string[] = [];
    let rest = [...text];
    while (rest.length > 0) {
      const size = 1 + Math.floor(random() * 6);
      pieces.push(rest.slice(0, size).join(""));
      rest = rest.slice(size);
    }
    const lines = shown(columns, pieces);
    assert.deepEqual(lines, shown(columns, [text]));
    assert.equal(lines.join("").replace(/ /g, ""), text.replace(/[ \n]/g, ""));
    for (const line of lines) assert.ok(displayWidth(line) < columns);
    for (const [index, line] of lines.entries()) {
      // A break inside a word is only for one that is longer than a line.
      const next = lines[index + 1];
      if (next === undefined || line === "" || next === "") continue;
      if (!/[a-hé.-]$/.test(line) || !/^[a-hé.-]/.test(next)) continue;
      const word = /[a-hé.-]+$/.exec(line)![0] + /^[a-hé.-]+/.exec(next)![0];
      const broken = text.includes(word) && !new RegExp(`${escape(line)} *\\n|${escape(last(line))} `)
        .test(text);
      assert.ok(!broken || line.length === columns - 1, `${JSON.stringify(text)} at ${columns}`);
    }
  }
});

function last(line: string): string {
  return /[a-hé.-]+$/.exec(line)![0];
}

function escape(text: string): string {
  return text.replace(/[.-]/g, "\\$&");
}
