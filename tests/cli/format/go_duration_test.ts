import assert from "node:assert/strict";
import { goDuration } from "../../../src/cli/format/go_duration.ts";
import { ollamaCases } from "../../support/ollama_cases.ts";

const group = ollamaCases("go_duration_string");
Deno.test("goDuration writes what Ollama prints", { ignore: group === undefined }, () => {
  for (const { in: nanoseconds, expect } of group!.cases) {
    assert.equal(goDuration(Number(nanoseconds)), expect, nanoseconds);
  }
});
