import assert from "node:assert/strict";
import { HologramError } from "../../../src/base/mod.ts";
import {
  AnswerParser,
  type AnswerParserOptions,
  declaredTools,
  type ToolCall,
} from "../../../src/text/answer/mod.ts";
import { eachSplit, parsed } from "./parsed.ts";

const tools = [{ name: "f" }];
const thinkingTags = { open: "<think>", close: "</think>" };
const hermes: AnswerParserOptions = { thinkingTags, toolFormat: { kind: "hermes" }, tools };
const call = '<tool_call>\n{"name": "f", "arguments": {"a": 1}}\n</tool_call>';
const calls: ToolCall[] = [{ name: "f", arguments: { a: 1 } }];

function check(
  options: AnswerParserOptions,
  text: string,
  expected: { thinking?: string; content?: string; calls?: ToolCall[] },
) {
  for (const pieces of eachSplit(text)) {
    const got = parsed(new AnswerParser(options), pieces);
    const { thinking = "", content = "", calls = [] } = expected;
    assert.deepEqual(got, { thinking, content, calls }, pieces.join("|"));
  }
}

Deno.test("An answer is separated into thinking, content and calls, however it is split", () => {
  check(hermes, `<think>\nHm.\n</think>\n\nSo.\n${call}`, {
    thinking: "Hm.\n",
    content: "So.\n",
    calls,
  });
  check(hermes, `<think>Hm.</think>\n\n${call}\n${call}\n`, {
    thinking: "Hm.",
    calls: [...calls, ...calls],
  });
  check({ ...hermes, startInside: true }, `Hm.</think>${call}`, { thinking: "Hm.", calls });
});

Deno.test("A call inside the thinking is thinking", () => {
  check(hermes, `<think>${call}</think>a`, { thinking: call, content: "a" });
});

Deno.test("What is held back at the end comes out on its side", () => {
  check(hermes, "<think>a</thi", { thinking: "a</thi" });
  check(hermes, "<think>a</think>b<tool_c", { thinking: "a", content: "b<tool_c" });
  check(hermes, "  <thi", { content: "  <thi" });
  check(hermes, `<think>a</think>${call.slice(0, 40)}`, {
    thinking: "a",
    content: call.slice(0, 40),
  });
});

Deno.test("Without tools what looks like a call is content, without tags thinking is", () => {
  check({ toolFormat: { kind: "hermes" } }, call, { content: call });
  check({ toolFormat: { kind: "tag", tag: "<tool_call>" } }, call, { content: call });
  check({}, `<think>a</think>${call}`, { content: `<think>a</think>${call}` });
});

Deno.test("The literals around content are taken away also without tools", () => {
  const harmony: AnswerParserOptions = { thinkingTags, toolFormat: { kind: "harmony" } };
  check(
    harmony,
    "<|channel|>analysis<|message|>a<|end|>\n<|start|>assistant<|channel|>final<|message|>b\n<|return|>\n",
    { thinking: "a", content: "b\n" },
  );
  check({ toolFormat: { kind: "functionary_v3_2" } }, "all\na", { content: "a" });
  const cohere = { open: "<|START_THINKING|>", close: "<|END_THINKING|>" };
  check(
    { thinkingTags: cohere, toolFormat: { kind: "command_r7b" } },
    "<|START_THINKING|>a<|END_THINKING|><|START_RESPONSE|>b<|END_RESPONSE|>",
    { thinking: "a", content: "b" },
  );
});

Deno.test("Gemma's thinking channel and calls are told apart", () => {
  const options: AnswerParserOptions = {
    thinkingTags: { open: "<|channel>thought", close: "<channel|>" },
    toolFormat: { kind: "gemma4" },
    tools,
  };
  const text = "<|channel>thought\na\n<channel|><|tool_call>call:f{a:1}<tool_call|>";
  check(options, text, { thinking: "a\n", calls });
});

Deno.test("A large call in many pieces is read whole", () => {
  const value = "x{".repeat(25_000);
  const text = `<tool_call>{"name": "f", "arguments": {"a": "${value}"}}</tool_call>`;
  const pieces = text.match(/[^]{1,4}/g)!;
  const got = parsed(new AnswerParser(hermes), pieces);
  assert.deepEqual(got.calls, [{ name: "f", arguments: { a: value } }]);
});

Deno.test("The tools of a request are read in both forms", () => {
  const parameters = { type: "object" };
  assert.deepEqual(
    declaredTools([
      { type: "function", function: { name: "a", description: "A", parameters } },
      { name: "b", parameters: null },
    ]),
    [{ name: "a", parameters }, { name: "b" }],
  );
  for (const tool of [null, {}, { function: {} }, { name: "" }, { name: "a", parameters: [] }]) {
    assert.throws(
      () => declaredTools([tool]),
      (error) => error instanceof HologramError && error.kind === "invalid",
    );
  }
});
