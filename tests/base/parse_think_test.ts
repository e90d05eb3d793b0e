import assert from "node:assert/strict";
import { HologramError } from "../../src/base/mod.ts";
import { parseThink } from "../../src/base/mod.ts";
import { ollamaCases } from "../support/ollama_cases.ts";

const group = ollamaCases("think_value");
Deno.test({
  name: "think is read as in Ollama's cases",
  ignore: group === undefined,
  fn() {
    for (const { in: text, expect } of group!.cases) {
      const read = () => parseThink(JSON.parse(text));
      if (expect.error) assert.throws(read, { message: expect.error }, text);
      else assert.deepEqual(read(), expect, text);
    }
  },
});

Deno.test("think is a boolean or a level; absent it says nothing", () => {
  assert.deepEqual(parseThink(true), { enabled: true, level: "medium", value: true });
  assert.deepEqual(parseThink("low"), { enabled: true, level: "low", value: "low" });
  assert.equal(parseThink(undefined), undefined);
  assert.equal(parseThink(null), undefined);
});

Deno.test("think of another type or an unknown level is refused as invalid", () => {
  for (const value of [1, {}, "", "HIGH"]) {
    assert.throws(
      () => parseThink(value),
      (error) => error instanceof HologramError && error.kind === "invalid",
    );
  }
});
