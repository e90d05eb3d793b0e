import assert from "node:assert/strict";
import { hasOpenQuotes, withoutQuotes } from "../../../src/cli/chat/message_text.ts";

Deno.test("quotes are open until a line ends with three of them", () => {
  for (
    const open of ['"""', '"""one', '"""one\ntwo', '"""one""" two', '/set system """', '"""one\n"']
  ) {
    assert.ok(hasOpenQuotes(open), open);
  }
  for (
    const closed of [
      "",
      "one",
      'say """ twice',
      '""""""',
      '"""one"""',
      '"""one\n/bye\ntwo""" ',
      '/set system """one\ntwo"""',
      '/show system """',
    ]
  ) assert.ok(!hasOpenQuotes(closed), closed);
});

Deno.test("a message is what stands between its quotes", () => {
  const cases: [string, string][] = [
    ["one", "one"],
    ['"""one"""', "one"],
    ['"""one\n\n two"""\n', "one\n\n two"],
    ['""""""', ""],
    ['say """ twice"""', 'say """ twice"""'],
  ];
  for (const [text, expected] of cases) assert.equal(withoutQuotes(text), expected, text);
});
