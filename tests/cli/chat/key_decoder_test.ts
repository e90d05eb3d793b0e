import assert from "node:assert/strict";
import { type Key, KeyDecoder } from "../../../src/cli/chat/key_decoder.ts";

/** The keys in pieces: text as it is, actions in brackets. */
function keys(...pieces: string[]): string {
  const decoder = new KeyDecoder();
  const show = (key: Key) => "text" in key ? key.text : `[${key.action}]`;
  return pieces.flatMap((text) => decoder.push({ text, pasted: false })).map(show).join("");
}

Deno.test("KeyDecoder knows the keys of common terminals", () => {
  const cases: [string, string][] = [
    ["a日é\tb", "a日é\tb"],
    ["one\rtwo\ntree\r\n", "one[enter]two[enter]tree[enter]"],
    ["\x01\x05\x02\x06", "[lineStart][lineEnd][left][right]"],
    ["\x0b\x15\x17\x19\x14", "[eraseToLineEnd][eraseToLineStart][eraseToSpace][putBack][swap]"],
    ["\x03\x04\x07\x0c\x12\x1a", "[interrupt][end][edit][clearScreen][search][suspend]"],
    ["\x7f\x08\x10\x0e", "[eraseLeft][eraseLeft][up][down]"],
    ["\x1b[A\x1b[B\x1b[C\x1b[D", "[up][down][right][left]"],
    ["\x1bOA\x1bOB\x1bOC\x1bOD", "[up][down][right][left]"],
    ["\x1b[H\x1bOH\x1b[1~\x1b[7~", "[lineStart]".repeat(4)],
    ["\x1b[F\x1bOF\x1b[4~\x1b[8~", "[lineEnd]".repeat(4)],
    ["\x1b[3~", "[eraseRight]"],
    ["\x1bb\x1b[1;5D\x1b[1;3D\x1b\x1b[D", "[wordLeft]".repeat(4)],
    ["\x1bf\x1b[1;5C\x1b[1;3C\x1b\x1b[C", "[wordRight]".repeat(4)],
    ["\x1bd\x1b\x7f\x1b\x08", "[eraseWordRight][eraseWordLeft][eraseWordLeft]"],
  ];
  for (const [input, expected] of cases) assert.equal(keys(input), expected, JSON.stringify(input));
});

Deno.test("KeyDecoder leaves out whole what it does not know", () => {
  for (const unknown of ["\x1b[5~", "\x1b[[A", "\x1b[24;5~", "\x1b[<0;1;1M", "\x1bOP", "\x1bz"]) {
    assert.equal(keys(`a${unknown}b`), "a[escape]b", JSON.stringify(unknown));
  }
  assert.equal(keys("a\x00\x1e\x9bb"), "ab");
  // Escape before a key that means something by itself.
  assert.equal(keys("\x1b\r\x1b\x03"), "[enter][interrupt]");
});

Deno.test("KeyDecoder puts keys together that come in pieces", () => {
  for (const key of ["\x1b[1;5D", "\x1b\x1b[D", "\x1bb"]) {
    for (let cut = 1; cut < key.length; cut++) {
      assert.equal(keys(`a${key.slice(0, cut)}`, `${key.slice(cut)}c`), "a[wordLeft]c");
    }
  }
  const decoder = new KeyDecoder();
  assert.deepEqual(decoder.push({ text: "\x1b", pasted: false }), []);
  // Nothing that is pasted is a key, or a part of one.
  assert.deepEqual(decoder.push({ text: "b\n", pasted: true }), [{ text: "b\n" }]);
  assert.deepEqual(decoder.push({ text: "b", pasted: false }), [{ text: "b" }]);
});
