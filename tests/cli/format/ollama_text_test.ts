import assert from "node:assert/strict";
import { generationTimings } from "../../../src/cli/format/generation_timings.ts";
import { goNumber } from "../../../src/cli/format/go_number.ts";
import { humanBytes } from "../../../src/cli/format/human_bytes.ts";
import { humanBytesBinary } from "../../../src/cli/format/human_bytes_binary.ts";
import { humanDuration, humanTime } from "../../../src/cli/format/human_duration.ts";
import { humanNumber } from "../../../src/cli/format/human_number.ts";
import { processor } from "../../../src/cli/format/processor.ts";
import { pushMessage } from "../../../src/cli/format/push_message.ts";
import { remainingTime } from "../../../src/cli/format/remaining_time.ts";
import { type OllamaCase, ollamaCases } from "../../support/ollama_cases.ts";

/** Every group of pure functions, and ours that is to give the same. */
const FUNCTIONS: Record<string, (input: OllamaCase) => string> = {
  human_bytes: (bytes) => humanBytes(Number(bytes)),
  human_bytes_binary: (bytes) => humanBytesBinary(Number(bytes)),
  human_number: (count) => humanNumber(Number(count)),
  human_duration: (nanoseconds) => humanDuration(Number(nanoseconds) / 1e6),
  progress_bar_duration: (nanoseconds) => remainingTime(Number(nanoseconds) / 1e6),
  push_progress_message: pushMessage,
  ps_processor: ({ size, size_vram }) => processor(size, size_vram),
  verbose_summary: (measured: string[]) => {
    const [total, load, promptCount, prompt, count, evaluation] = measured.map(Number);
    return generationTimings({
      total_duration: total,
      load_duration: load,
      prompt_eval_count: promptCount,
      prompt_eval_duration: prompt,
      eval_count: count,
      eval_duration: evaluation,
    });
  },
};

for (const [group, write] of Object.entries(FUNCTIONS)) {
  const found = ollamaCases(group);
  Deno.test(`texts are as Ollama writes them: ${group}`, { ignore: found === undefined }, () => {
    assert.ok(found!.cases.length > 0);
    for (const { in: input, expect } of found!.cases) {
      assert.equal(write(input), expect, JSON.stringify(input));
    }
  });
}

Deno.test("humanBytesBinary counts in powers of 1024", () => {
  assert.equal(humanBytesBinary(1023), "1023 B");
  assert.equal(humanBytesBinary(1536), "1.5 KiB");
  assert.equal(humanBytesBinary(3 * 2 ** 40), "3072.0 GiB");
});

Deno.test("humanNumber has decimals only where they tell something", () => {
  assert.equal(humanNumber(999), "999");
  assert.equal(humanNumber(656_128), "656K");
  assert.equal(humanNumber(133_700_000), "133.70M");
  assert.equal(humanNumber(7e9), "7B");
});

Deno.test("goNumber has an exponent where Go's %g has one", () => {
  const cases: [number, string][] = [
    [0, "0"],
    [-1.5, "-1.5"],
    [999_999, "999999"],
    [1_000_000, "1e+06"],
    [1_234_567, "1.234567e+06"],
    [8e9, "8e+09"],
    [1e-5, "1e-05"],
    [0.0001, "0.0001"],
    [1e100, "1e+100"],
    [Infinity, "+Inf"],
  ];
  for (const [value, expected] of cases) assert.equal(goNumber(value), expected);
});

Deno.test("humanTime has words for never and for ever", () => {
  const now = new Date("2026-01-02T00:00:00Z");
  assert.equal(humanTime(new Date("0001-01-01T00:00:00Z"), now), "Never");
  assert.equal(humanTime(new Date("2100-01-01T00:00:00Z"), now), "Forever");
});

Deno.test("processor says which part computes where", () => {
  assert.equal(processor(100, 0), "100% CPU");
  assert.equal(processor(100, 100), "100% GPU");
  assert.equal(processor(4, 1), "75%/25% CPU/GPU");
  assert.equal(processor(1, 2), "Unknown");
});

Deno.test("pushMessage names the layer, unless the server says something else", () => {
  const digest = `sha256:${"0123456789ab".padEnd(64, "0")}`;
  assert.equal(pushMessage({ status: "", digest }), "pushing 0123456789ab...");
  assert.equal(pushMessage({ status: "success", digest }), "success");
});
