import assert from "node:assert/strict";
import { quantile, samplesInTurn } from "../../scripts/bench/row.ts";
import { writeSparseHolo } from "../../scripts/bench/sparse_holo.ts";
import { join } from "../../src/deps/path.ts";
import { HoloFile, verifyHolo } from "../../src/holo/mod.ts";
import { withFolder } from "../onnx/build_model.ts";
import { ROOT } from "../support/hologram.ts";

Deno.test("a benchmark measures both sides in turn, the first changing, after a round that does not count", async () => {
  const order: string[] = [];
  const measure = (side: string) => (round: number) => {
    order.push(`${side}${round}`);
    return Promise.resolve(round);
  };
  const samples = await samplesInTurn(3, measure("ours"), measure("peer"));
  assert.deepEqual(samples, { ours: [0, 1, 2], peer: [0, 1, 2] });
  assert.equal(order.join(" "), "ours-1 peer-1 ours0 peer0 peer1 ours1 ours2 peer2");
});

Deno.test("quantile falls between two numbers where no number stands", () => {
  assert.equal(quantile([3, 1, 2], 0.5), 2);
  assert.equal(quantile([4, 1, 2, 3], 0.5), 2.5);
  assert.equal(quantile([5, 1, 2, 3, 4], 0.75), 4);
  assert.equal(quantile([7], 0.95), 7);
  assert.equal(quantile([1, 2], 1), 2);
});

Deno.test("the files of the benchmark that opens them are whole .holo files", () =>
  withFolder(async (folder) => {
    const path = join(folder, "sparse.holo");
    await writeSparseHolo(path, 65 * 2 ** 20);
    using file = await HoloFile.open(path);
    assert.equal(file.index.tensors.length, 256);
    assert.equal(file.index.sections[0]!.chunks.length, 2);
    assert.deepEqual((await verifyHolo(path)).problems, []);
  }));

Deno.test("deno task bench names its groups when asked for another", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", join(ROOT, "scripts", "bench.ts"), "start", "stop"],
  }).output();
  assert.equal(code, 2);
  assert.equal(
    new TextDecoder().decode(stderr),
    "Error: there is no group 'stop'; there are start, open, load, runner, server, grammar, pull, package\n",
  );
});
