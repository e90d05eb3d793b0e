import assert from "node:assert/strict";
import { ThinkingParser } from "../../../src/text/answer/mod.ts";
import { ollamaCases } from "../../support/ollama_cases.ts";

/** Everything that comes out, for pieces that go in. */
function whole(parser: ThinkingParser, pieces: readonly string[]) {
  const parts = [...pieces.map((piece) => parser.push(piece)), parser.flush()];
  return {
    thinking: parts.map((part) => part.thinking).join(""),
    content: parts.map((part) => part.content).join(""),
  };
}

const group = ollamaCases("thinking_stream");
Deno.test({
  name: "Thinking is told from content as in Ollama's cases, piece by piece",
  ignore: group === undefined,
  fn() {
    for (const { in: [open, close, pieces], expect } of group!.cases) {
      const parser = new ThinkingParser(open, close);
      const got = pieces.map((piece: string) => ({ ...parser.push(piece), state: parser.state }));
      assert.deepEqual(got, expect, JSON.stringify(pieces));
    }
  },
});

Deno.test("Thinking between tags is told from content, space around the tags dropped", () => {
  const parser = new ThinkingParser("<think>", "</think>");
  assert.deepEqual(parser.push(" <thi"), { thinking: "", content: "" });
  assert.deepEqual(parser.push("nk>\na</th"), { thinking: "a", content: "" });
  assert.deepEqual(parser.push("ink> \n"), { thinking: "", content: "" });
  assert.deepEqual(parser.push("b <think>c</think>"), {
    thinking: "",
    content: "b <think>c</think>",
  });
});

Deno.test("An answer that begins inside the thinking ends it with the closing tag alone", () => {
  const parser = new ThinkingParser("<think>", "</think>", { startInside: true });
  assert.deepEqual(whole(parser, ["\n a", "</think>b"]), { thinking: "a", content: "b" });
});

Deno.test("What was held back comes out at the end, on its side of the tags", () => {
  const held = (text: string) => whole(new ThinkingParser("<think>", "</think>"), [text]);
  assert.deepEqual(held("  <thi"), { thinking: "", content: "  <thi" });
  assert.deepEqual(held("<think>a</thi"), { thinking: "a</thi", content: "" });
  assert.deepEqual(held(" \n"), { thinking: "", content: " \n" });
});
