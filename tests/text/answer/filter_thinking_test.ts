import assert from "node:assert/strict";
import { filterThinking } from "../../../src/text/answer/mod.ts";
import { ollamaCases } from "../../support/ollama_cases.ts";

const group = ollamaCases("filter_think_tags");
Deno.test({
  name: "Past thinking is left out as in Ollama's cases",
  ignore: group === undefined,
  fn() {
    for (const { in: messages, expect, family, name } of group!.cases) {
      assert.deepEqual(filterThinking(messages, { family, name }), expect, family ?? name);
    }
  },
});

Deno.test("Past thinking goes only where it stands before the last user message", () => {
  const messages = [
    { role: "assistant", content: "<think>a</think>\nb" },
    { role: "user", content: "<think>c</think>d" },
    { role: "assistant", content: "<think>e</think>f" },
  ];
  const filtered = filterThinking(messages, { name: "hf.co/me/deepseek-r1:7b" });
  assert.deepEqual(filtered.map(({ content }) => content), [
    "b",
    "<think>c</think>d",
    "<think>e</think>f",
  ]);
  assert.equal(messages[0]!.content, "<think>a</think>\nb");
  assert.deepEqual(filterThinking(messages, { family: "llama", name: "my-deepseek-r1" }), messages);
});

Deno.test("A past answer without tags, or with parts, stays as it is", () => {
  const messages = [
    { role: "assistant", content: "  <thi" },
    { role: "assistant", content: [{ type: "text", text: "<think>a</think>" }] },
    { role: "user", content: "b" },
  ];
  assert.deepEqual(filterThinking(messages, { family: "qwen3" }), messages);
});
