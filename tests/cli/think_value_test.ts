import assert from "node:assert/strict";
import { thinkValue } from "../../src/cli/think_value.ts";
import { ollamaCases } from "../support/ollama_cases.ts";

Deno.test("thinkValue reads whether a model thinks, and how hard", () => {
  const values = {
    true: true,
    false: false,
    low: "low",
    medium: "medium",
    high: "high",
    max: "max",
  };
  for (const [text, value] of Object.entries(values)) assert.equal(thinkValue(text), value);
  for (const text of ["", "yes", "True", "constructor"]) {
    assert.throws(() => thinkValue(text), { kind: "usage" });
  }
});

const group = ollamaCases("think_value");
Deno.test("thinkValue takes and refuses what Ollama does", { ignore: group === undefined }, () => {
  for (const { in: json, expect } of group!.cases) {
    const text = String(JSON.parse(json));
    if (expect.error !== undefined) {
      assert.throws(() => thinkValue(text), { message: expect.error });
    } else assert.equal(thinkValue(text), expect.value);
  }
});
