import assert from "node:assert/strict";
import { humanBytes } from "../../../src/cli/format/human_bytes.ts";
import { humanDuration, humanTime } from "../../../src/cli/format/human_duration.ts";
import { table } from "../../../src/cli/format/table.ts";

Deno.test("humanBytes writes bytes as Ollama does", () => {
  const cases: [number, string][] = [
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1 KB"],
    [1234, "1.2 KB"],
    [999_999, "999 KB"],
    [1_500_000, "1.5 MB"],
    [999_999_999, "999 MB"],
    [1_234_567_890, "1.2 GB"],
    [1_999_999_999_999, "2.0 TB"],
  ];
  for (const [bytes, expected] of cases) assert.equal(humanBytes(bytes), expected);
});

Deno.test("humanDuration writes lengths of time as Ollama does", () => {
  const cases: [number, string][] = [
    [0, "Less than a second"],
    [1, "1 second"],
    [2, "2 seconds"],
    [60, "About a minute"],
    [119, "About a minute"],
    [3540, "59 minutes"],
    [5340, "About an hour"],
    [5364, "About an hour"],
    [7200, "2 hours"],
    [169_200, "47 hours"],
    [172_800, "2 days"],
    [1_123_200, "13 days"],
    [1_296_000, "2 weeks"],
    [5_184_000, "2 months"],
    [31_449_600, "12 months"],
    [63_158_400, "2 years"],
  ];
  for (const [seconds, expected] of cases) {
    assert.equal(humanDuration(seconds * 1000), expected, `${seconds} s`);
  }
});

Deno.test("humanTime looks back and ahead", () => {
  const now = new Date("2026-01-02T00:00:00Z");
  assert.equal(humanTime(new Date("2026-01-01T00:00:00Z"), now), "24 hours ago");
  assert.equal(humanTime(new Date("2026-01-02T00:04:00Z"), now), "4 minutes from now");
});

Deno.test("a table is as wide as its widest cells, and has its header even when empty", () => {
  assert.equal(table(["NAME", "ID"], []), "NAME    ID\n");
  assert.equal(
    table(["NAME", "SIZE"], [["a-long-name", "1 KB"], ["b", "2.5 GB"]]),
    "NAME           SIZE\na-long-name    1 KB\nb              2.5 GB\n",
  );
});
