/**
 * A process that loads one network, runs it once and prints what that took, as {@linkcode LoadFigures} in JSON:
 *
 *     load_child.ts ours|plain NETWORK THREADS
 *
 * where the network is a {@linkcode BenchNetwork} in JSON.
 *
 * @module
 */
import type { Tensor, ValueInfo } from "../../src/base/mod.ts";
import type { BenchNetwork } from "./networks.ts";
import { peakMemory } from "./peak_memory.ts";

/** What loading took. */
export interface LoadFigures {
  /** Milliseconds until the network was loaded, its engine's code included. */
  loaded: number;
  /** Milliseconds until the first output was there. */
  first: number;
  /** Most memory that the process held at a time, in bytes; absent where the system does not tell. */
  peak?: number;
}

/** As a runner does. */
async function loadOurs(
  { holo }: BenchNetwork,
  threads: number,
): Promise<(feeds: Tensor[]) => Promise<unknown>> {
  const { HoloFile } = await import("../../src/holo/mod.ts");
  const { openSession } = await import("../../src/runtime/mod.ts");
  using file = await HoloFile.open(holo);
  const session = await openSession(file, { threads });
  return (feeds) => session.run(new Map(session.inputs.map(({ name }, i) => [name, feeds[i]!])));
}

/** As onnxruntime-web's documentation has it: paths in, the engine reads. */
async function loadPlain(
  { onnx, external }: BenchNetwork,
  threads: number,
): Promise<(feeds: Tensor[]) => Promise<unknown>> {
  const { env, InferenceSession, Tensor } = await import("../../src/deps/onnxruntime_web.ts");
  env.logLevel = "error";
  env.wasm.numThreads = threads;
  const session = await InferenceSession.create(onnx, {
    executionProviders: ["wasm"],
    externalData: external && [{ path: external.location, data: external.path }],
  });
  return (feeds) =>
    session.run(Object.fromEntries(session.inputNames.map((name, i) => {
      const { dtype, data, shape } = feeds[i]!;
      return [name, new Tensor(dtype as "float32", data as Float32Array, shape)];
    })));
}

/** A tensor for an input: random numbers, or ones where it takes whole numbers; open dimensions are 1, a cache is empty. */
function feed({ name, dtype, shape }: ValueInfo): Tensor {
  const dims = shape.map((each, axis) =>
    typeof each === "number" ? each : name.startsWith("past_") && axis > 0 ? 0 : 1
  );
  const count = dims.reduce((product, each) => product * each, 1);
  const data = dtype === "int64"
    ? new BigInt64Array(count).fill(1n)
    : Float32Array.from({ length: count }, () => Math.random() - 0.5);
  return { dtype, shape: dims, data };
}

if (import.meta.main) {
  const [side, network, threads] = Deno.args;
  const parsed: BenchNetwork = JSON.parse(network!);
  const feeds = parsed.inputs.map(feed);
  const start = performance.now();
  const run = await (side === "ours" ? loadOurs : loadPlain)(parsed, Number(threads));
  const loaded = performance.now() - start;
  await run(feeds);
  const first = performance.now() - start;
  const figures: LoadFigures = { loaded, first, peak: await peakMemory() };
  console.log(JSON.stringify(figures));
  // The engine's threads would keep the process alive.
  Deno.exit(0);
}
