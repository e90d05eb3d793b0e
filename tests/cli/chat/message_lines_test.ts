import assert from "node:assert/strict";
import { MessageLines } from "../../../src/cli/chat/message_lines.ts";
import { slashCommand } from "../../../src/cli/chat/slash_command.ts";

/** The messages that lines give; a line with `+` in front was pasted with its end. */
function messages(...lines: string[]): string[] {
  const taken = new MessageLines();
  const found: string[] = [];
  for (const line of lines) {
    const continues = line.startsWith("+");
    const message = taken.push(continues ? line.slice(1) : line, continues);
    assert.equal(taken.pending, message === undefined);
    if (message !== undefined) found.push(message);
  }
  return found;
}

Deno.test("a line is a message", () => {
  assert.deepEqual(messages("one", "two"), ["one", "two"]);
});

Deno.test("what stands between quotes is one message", () => {
  assert.deepEqual(messages('"""one', "two", 'three"""', "four"), ["one\ntwo\nthree", "four"]);
  assert.deepEqual(messages('"""', "one", '"""'), ["\none\n"]);
  assert.deepEqual(messages('"""one"""'), ["one"]);
  // Quotes inside a line are text.
  assert.deepEqual(messages('say """ twice'), ['say """ twice']);
});

Deno.test("lines that were pasted at once are one message, quotes or not", () => {
  assert.deepEqual(messages("+one", "+two", "three"), ["one\ntwo\nthree"]);
  assert.deepEqual(messages('+"""one', '+two"""', "three"), ["one\ntwo\nthree"]);
  assert.deepEqual(messages('"""one', "+two", "three", '"""'), ["one\ntwo\nthree\n"]);
});

Deno.test("a message that is given up leaves nothing behind", () => {
  const lines = new MessageLines();
  lines.push('"""one', false);
  assert.ok(lines.pending && lines.quoted);
  lines.reset();
  assert.ok(!lines.pending && !lines.quoted);
  assert.equal(lines.push("two", false), "two");
});

Deno.test("slashCommand knows the commands, and what only begins like one", () => {
  const cases: [string, unknown][] = [
    ["/bye", { command: "leave", name: "/bye" }],
    [" /exit ", { command: "leave", name: "/exit" }],
    ["/clear now", { command: "clear", name: "/clear" }],
    ["/?", { command: "help", name: "/?" }],
    ["/help set", { command: "help", name: "/help" }],
    ["/zzz a", { command: "unknown", name: "/zzz" }],
    ["/", { command: "unknown", name: "/" }],
    ["/constructor", { command: "unknown", name: "/constructor" }],
    ["and/or", undefined],
    ["", undefined],
  ];
  for (const [line, expected] of cases) assert.deepEqual(slashCommand(line), expected);
});
