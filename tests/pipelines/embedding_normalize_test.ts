import assert from "node:assert/strict";
import { normalizeEmbedding } from "../../src/pipelines/embedding_normalize.ts";
import { ollamaCases } from "../support/ollama_cases.ts";

const SPECIAL: Readonly<Record<string, number>> = { NaN: NaN, Inf: Infinity, "-Inf": -Infinity };
const norm = (vector: Float32Array) => Math.hypot(...vector);

Deno.test("normalizeEmbedding() brings vectors of any size to length 1", () => {
  for (const values of [[3, 4], [-1e30, 2e30], [1e-30, -1e-30], [1e-40], [0, 5, 0]]) {
    const vector = normalizeEmbedding(Float32Array.from(values));
    assert.ok(Math.abs(norm(vector) - 1) < 1e-6, `${values} became ${vector}`);
    for (const [i, value] of values.entries()) {
      assert.equal(Math.sign(vector[i]!), Math.sign(value));
    }
  }
  assert.deepEqual([...normalizeEmbedding(new Float32Array(3))], [0, 0, 0]);
  assert.throws(() => normalizeEmbedding(Float32Array.of(1, NaN)), { kind: "internal" });
});

const group = ollamaCases("normalize");

Deno.test({
  name: "normalizeEmbedding() takes and refuses what Ollama's tests say",
  ignore: group === undefined,
  fn: () => {
    for (const { in: values, expect } of group!.cases) {
      const vector = Float32Array.from(
        values,
        (value: number | string) => SPECIAL[value] ?? Number(value),
      );
      const message = JSON.stringify(values);
      if (expect === "error") assert.throws(() => normalizeEmbedding(vector), message);
      else {
        const length = norm(normalizeEmbedding(vector));
        assert.ok(length === 0 || Math.abs(length - 1) < 1e-6, message);
      }
    }
  },
});
