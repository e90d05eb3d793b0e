import assert from "node:assert/strict";
import { PasteSplitter } from "../../src/cli/paste_splitter.ts";

const split = (...pieces: string[]) => {
  const splitter = new PasteSplitter();
  return pieces.flatMap((piece) => splitter.push(piece));
};
const typed = (text: string) => ({ text, pasted: false });
const pasted = (text: string) => ({ text, pasted: true });

Deno.test("PasteSplitter tells what is typed from what is pasted", () => {
  assert.deepEqual(split("ab\r"), [typed("ab\r")]);
  assert.deepEqual(split("a\x1b[200~b\x1b[201~c\x1b[200~d\x1b[201~"), [
    typed("a"),
    pasted("b"),
    typed("c"),
    pasted("d"),
  ]);
  assert.deepEqual(split("\x1b[200~\x1b[201~"), []);
});

Deno.test("PasteSplitter finds marks that come in pieces", () => {
  const text = "a\x1b[200~b日\x1b[201~c";
  for (let first = 1; first < text.length; first++) {
    const found = split(text.slice(0, first), text.slice(first));
    const joined = (kind: boolean) =>
      found.filter(({ pasted }) => pasted === kind).map(({ text }) => text).join("");
    assert.deepEqual([joined(false), joined(true)], ["ac", "b日"], String(first));
  }
});

Deno.test("PasteSplitter passes keys on at once, unless a mark may have begun", () => {
  for (const key of ["\x1b[A", "\x1b[2~", "\x1b[D\x1b[D", "\x03"]) {
    assert.deepEqual(split(key), [typed(key)]);
  }
  for (const key of ["\x1b", "\x1b["]) {
    assert.deepEqual(split(key), []);
    assert.deepEqual(split(key, "b"), [typed(`${key}b`)]);
  }
});

Deno.test("PasteSplitter makes pasted text harmless, with one kind of line end", () => {
  assert.deepEqual(split("\x1b[200~a\r\nb\rc\n\x03\x1b[Ad\te\x1b[201~"), [
    pasted("a\nb\nc\n[Ad\te"),
  ]);
  // A line end in two pieces is one.
  assert.deepEqual(split("\x1b[200~a\r", "\nb\x1b[201~"), [pasted("a\n"), pasted("b")]);
});
