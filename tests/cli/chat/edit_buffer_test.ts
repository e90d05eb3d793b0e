import assert from "node:assert/strict";
import { type EditAction, EditBuffer } from "../../../src/cli/chat/edit_buffer.ts";

/** What actions make of a text; `|` is the cursor. */
function edited(before: string, ...steps: (EditAction | { insert: string })[]): string {
  const buffer = new EditBuffer();
  buffer.replace(before.replace("|", ""), before.indexOf("|"));
  for (const step of steps) {
    if (typeof step === "string") buffer.apply(step);
    else buffer.insert(step.insert);
  }
  return `${buffer.text.slice(0, buffer.cursor)}|${buffer.text.slice(buffer.cursor)}`;
}

Deno.test("EditBuffer moves and erases as readers see characters", () => {
  const cases: [before: string, action: EditAction, after: string][] = [
    ["ab|", "left", "a|b"],
    ["|ab", "left", "|ab"],
    ["a|b", "right", "ab|"],
    ["ab|", "right", "ab|"],
    ["日本|", "left", "日|本"],
    ["a👩‍👩‍👧|", "left", "a|👩‍👩‍👧"],
    ["a👩‍👩‍👧|b", "eraseLeft", "a|b"],
    ["e\u0301|x", "eraseLeft", "|x"],
    ["|e\u0301x", "eraseRight", "|x"],
    ["🇫🇷🇩🇪|", "left", "🇫🇷|🇩🇪"],
    ["🇫🇷|🇩🇪", "eraseLeft", "|🇩🇪"],
    ["|👍🏽!", "right", "👍🏽|!"],
    ["|", "eraseLeft", "|"],
    ["|", "eraseRight", "|"],
  ];
  for (const [before, action, after] of cases) {
    assert.equal(edited(before, action), after, `${before} ${action}`);
  }
});

Deno.test("EditBuffer knows words, lines, and what was erased last", () => {
  const cases: [before: string, steps: EditAction[], after: string][] = [
    ["one two.txt |", ["wordLeft"], "one two.|txt "],
    ["one two|", ["wordLeft", "wordLeft", "wordLeft"], "|one two"],
    ["|  one two", ["wordRight"], "  one| two"],
    ["Zoe\u0301 日本|", ["wordLeft", "wordLeft"], "|Zoe\u0301 日本"],
    ["one two.txt|", ["eraseWordLeft"], "one two.|"],
    ["one two.txt|", ["eraseToSpace"], "one |"],
    ["one| two", ["eraseWordRight"], "one|"],
    ["one| two", ["eraseToLineEnd"], "one|"],
    ["one| two", ["eraseToLineStart"], "| two"],
    ["one two|", ["eraseToSpace", "lineStart", "putBack"], "two|one "],
    ["one| two", ["eraseRight", "eraseToLineEnd", "putBack", "putBack"], "onetwotwo|"],
    ["one\ntw|o\nthree", ["lineStart"], "one\n|two\nthree"],
    ["one\ntw|o\nthree", ["lineEnd"], "one\ntwo|\nthree"],
    ["one\ntw|o\nthree", ["lineUp"], "on|e\ntwo\nthree"],
    ["one\ntw|o\nthree", ["lineDown"], "one\ntwo\nth|ree"],
    ["one\ntwo\nthree|", ["lineUp"], "one\ntwo|\nthree"],
    ["on|e", ["lineUp"], "on|e"],
    ["on|e", ["lineDown"], "on|e"],
    ["one\n|two", ["eraseToLineStart"], "one|two"],
    ["one|\ntwo", ["eraseToLineEnd"], "one|two"],
    ["abc|", ["swap"], "acb|"],
    ["a|bc", ["swap"], "ba|c"],
    ["|abc", ["swap"], "|abc"],
    ["日🐱|", ["swap"], "🐱日|"],
    ["a\n|b", ["swap"], "a\n|b"],
  ];
  for (const [before, steps, after] of cases) {
    assert.equal(edited(before, ...steps), after, `${JSON.stringify(before)} ${steps}`);
  }
});

Deno.test("EditBuffer makes one character of what comes in pieces", () => {
  assert.equal(edited("a|b", { insert: "日\n本" }), "a日\n本|b");
  assert.equal(
    edited("|!", { insert: "👩" }, { insert: "\u200d" }, { insert: "👧" }, "left"),
    "|👩‍👧!",
  );
  assert.equal(edited("e|x", { insert: "\u0301" }, "eraseLeft"), "|x");
  // What is inserted in front of a mark takes it over.
  assert.equal(edited("|\u0301x", { insert: "e" }), "e\u0301|x");
});
