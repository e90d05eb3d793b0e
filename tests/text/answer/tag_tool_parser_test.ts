import assert from "node:assert/strict";
import { TagToolParser } from "../../../src/text/answer/mod.ts";
import { ollamaCases } from "../../support/ollama_cases.ts";
import { eachSplit, parsed } from "./parsed.ts";

const declared = (names: readonly string[]) => names.map((name) => ({ name }));

const group = ollamaCases("tool_call_stream");
Deno.test({
  name: "Calls after a tag are found as in Ollama's cases",
  ignore: group === undefined,
  fn() {
    for (const { in: [tag, names, pieces], expect } of group!.cases) {
      const parser = new TagToolParser(tag, declared(names));
      const got = pieces.map((piece: string) => parser.push(piece));
      const calls = got.flatMap((piece: { calls: unknown[] }) => piece.calls);
      assert.deepEqual(
        {
          calls: calls.map((call: object, index: number) => ({ ...call, index })),
          content: got.map((piece: { content: string }) => piece.content).join(""),
          remaining: parser.remaining,
        },
        expect,
        JSON.stringify(pieces),
      );
    }
  },
});

Deno.test("After a tag every split of an answer gives the same calls and content", () => {
  const tools = declared(["get", "get_all", "add"]);
  const answers: [tag: string, text: string, content: string, calls: [string, object][]][] = [
    ["<t>", "Hi <t>x", "Hi ", []],
    ["<t>", "a <", "a <", []],
    ["<t>", '<t>{"name":"get_all","arguments":{"a":"}{"}}</t>', "", [["get_all", { a: "}{" }]]],
    ["<t>", '<t>get_all{"a":[1]}', "", [["get_all", { a: [1] }]]],
    ["<t>", '<t>{"tool_calls":[{"name":"get","arguments":{}},{"name":"add","arguments":{}}]}', "", [
      ["get", {}],
      ["add", {}],
    ]],
    ["<t>", '<t>{"name":"other","arguments":{}} b', '<t>{"name":"other","arguments":{}} b', []],
    ["<t>", "<t>{get} b", "<t>{get} b", []],
    ["{", '{"a": "get"} b', '{"a": "get"} b', []],
    ["{", ' {"name":"add","parameters":{"n":1}}', " ", [["add", { n: 1 }]]],
    ["{", '{"name":"add","parame', '{"name":"add","parame', []],
    ["{", 'x {"name":"add","parameters":{}}', 'x {"name":"add","parameters":{}}', []],
    ["[", '[{"name":"get","arguments":{}},{"name":"add","arguments":{"b":2}}]', "", [
      ["get", {}],
      ["add", { b: 2 }],
    ]],
    ["[", '[{"name":"none"}, 1] and so', '[{"name":"none"}, 1] and so', []],
  ];
  for (const [tag, text, content, calls] of answers) {
    const expected = {
      thinking: "",
      content,
      calls: calls.map(([name, values]) => ({ name, arguments: values })),
    };
    for (const pieces of eachSplit(text)) {
      assert.deepEqual(parsed(new TagToolParser(tag, tools), pieces), expected, pieces.join("|"));
    }
  }
});
