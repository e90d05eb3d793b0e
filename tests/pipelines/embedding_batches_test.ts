import assert from "node:assert/strict";
import { embeddingBatches } from "../../src/pipelines/embedding_batches.ts";

Deno.test("embeddingBatches() puts texts of like length together and bounds the tokens of a run", () => {
  const lengths = Array.from({ length: 500 }, (_, i) => (i * 7919) % 600 + 1);
  const batches = embeddingBatches(lengths, { mostRows: Infinity });
  assert.deepEqual(batches.flat().toSorted((a, b) => a - b), [...lengths.keys()]);
  let before = Infinity;
  for (const batch of batches) {
    const all = batch.map((index) => lengths[index]!);
    assert.ok(batch.length * Math.max(...all) <= 2048);
    assert.ok(Math.max(...all) <= before);
    before = Math.min(...all);
  }
  assert.ok(batches.length < 100, `${batches.length} runs`);
});

Deno.test("embeddingBatches() gives a long text a run of its own, and keeps to the most rows", () => {
  assert.deepEqual(embeddingBatches([5, 9000, 3], { mostRows: Infinity }), [[1], [0, 2]]);
  assert.deepEqual(embeddingBatches([1, 2, 3], { mostRows: 1 }), [[2], [1], [0]]);
  assert.deepEqual(embeddingBatches([1, 2, 3], { mostRows: 9, paddedTo: 1024 }), [[2, 1], [0]]);
  assert.deepEqual(embeddingBatches([], { mostRows: 1 }), []);
});
