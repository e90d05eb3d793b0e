import { fromFileUrl } from "../../src/deps/path.ts";
import { withFolder } from "../../tests/onnx/build_model.ts";
import type { LoadFigures } from "./load_child.ts";
import { type BenchNetwork, compiled, matMulChain } from "./networks.ts";
import { quantile, type Row, samplesInTurn } from "./row.ts";

/** Networks by name: how to make one, and how many rounds to measure it. */
const NETWORKS: Readonly<Record<string, [(folder: string) => Promise<BenchNetwork>, number]>> = {
  "0.1 MB": [(folder) => compiled(DECODER, folder), 7],
  "256 MB": [(folder) => matMulChain(folder, 16, 2048), 3],
  "1 GB": [(folder) => matMulChain(folder, 64, 2048), 2],
};

const DECODER = fromFileUrl(new URL("../../tests/fixtures/networks/decoder", import.meta.url));
const CHILD = fromFileUrl(new URL("load_child.ts", import.meta.url));

/** What a row shows of the figures, and in which unit. */
const FIGURES: readonly [keyof LoadFigures, string, string, number][] = [
  ["loaded", "until loaded", "ms", 1],
  ["first", "until the first output", "ms", 1],
  ["peak", "peak memory", "MB", 2 ** 20],
];

/** Loading a network from a `.holo` file, against onnxruntime-web on the model's own files; a new process each time. */
export async function bench(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, [make, rounds]] of Object.entries(NETWORKS)) {
    await withFolder(async (folder) => {
      const network = await make(folder);
      for (const threads of [1, 2]) rows.push(...await compare(name, network, threads, rounds));
    });
  }
  return rows;
}

async function compare(
  name: string,
  network: BenchNetwork,
  threads: number,
  rounds: number,
): Promise<Row[]> {
  const seen = { ours: [] as LoadFigures[], plain: [] as LoadFigures[] };
  const measure = (side: keyof typeof seen) => async (round: number) => {
    const figures = await load(side, network, threads);
    if (round >= 0) seen[side].push(figures);
    return figures.first;
  };
  await samplesInTurn(rounds, measure("ours"), measure("plain"));
  return FIGURES.flatMap(([figure, what, unit, divisor]) => {
    const median = (all: LoadFigures[]) =>
      quantile(all.map((each) => each[figure]!), 0.5) / divisor;
    if (seen.ours[0]![figure] === undefined) return [];
    return [{
      what: `load ${name}, ${threads} ${threads === 1 ? "thread" : "threads"}: ${what}`,
      ours: median(seen.ours),
      peer: median(seen.plain),
      unit,
      against: "onnxruntime-web given paths",
    }];
  });
}

async function load(side: string, network: BenchNetwork, threads: number): Promise<LoadFigures> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", CHILD, side, JSON.stringify(network), String(threads)],
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`Loading failed: ${text.decode(stderr)}`);
  return JSON.parse(text.decode(stdout));
}
