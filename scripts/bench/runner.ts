import { SILENT_LOGGER, type Tensor } from "../../src/base/mod.ts";
import { HoloFile } from "../../src/holo/mod.ts";
import { openSession } from "../../src/runtime/mod.ts";
import { RunnerProcess } from "../../src/scheduler/mod.ts";
import { selfCommand } from "../../src/self_command.ts";
import { withFolder } from "../../tests/onnx/build_model.ts";
import { negation } from "./networks.ts";
import { inTurn, type Row } from "./row.ts";

type Run = (feeds: ReadonlyMap<string, Tensor>) => Promise<ReadonlyMap<string, Tensor>>;

/** What the way to a runner's process and back costs: a small tensor, and a large one. */
export async function bench(): Promise<Row[]> {
  return await withFolder(async (folder) => {
    const { holo } = await negation(folder);
    const runner = new RunnerProcess({
      command: selfCommand(),
      label: "the benchmark's model",
      logger: SILENT_LOGGER,
    });
    await runner.call("load", { path: holo, threads: 1 });
    using file = await HoloFile.open(holo);
    const session = await openSession(file, { threads: 1 });
    const ours: Run = async (tensors) => (await runner.call("infer", {}, { tensors })).tensors;
    const peer: Run = (tensors) => session.run(tensors);
    const against = "the session in this process";
    const small = await inTurn(4000, timed(ours, 4), timed(peer, 4));
    const large = await inTurn(15, timed(ours, 4 * 2 ** 20), timed(peer, 4 * 2 ** 20));
    await runner.close();
    await session.dispose();
    return [
      {
        what: "runner: 4 numbers in and out",
        ours: 1000 * small.ours,
        peer: 1000 * small.peer,
        unit: "us",
        against,
      },
      { what: "runner: 16 MB in and 16 MB out", ...large, unit: "ms", against },
      {
        what: "runner: the same as a rate",
        ours: 32 / 1024 / (large.ours / 1000),
        peer: 32 / 1024 / (large.peer / 1000),
        unit: "GB/s",
        against: `${against} (more is better)`,
      },
    ];
  });
}

/** Measures a run on `length` numbers that no other round has, and looks at the answer. */
function timed(run: Run, length: number): (round: number) => Promise<number> {
  return async (round) => {
    const data = new Float32Array(length).fill(round + 0.5);
    const feeds = new Map([["x", { dtype: "float32" as const, shape: [length], data }]]);
    const start = performance.now();
    const outputs = await run(feeds);
    const duration = performance.now() - start;
    if ((outputs.get("y")?.data as Float32Array).at(-1) !== -(round + 0.5)) {
      throw new Error("The network computed something else than asked for");
    }
    return duration;
  };
}
