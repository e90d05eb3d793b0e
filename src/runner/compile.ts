import { HologramError, type Tensor, toHologramError } from "../base/mod.ts";
import { compileOnnx, findCompanions, type PassReport } from "../compiler/mod.ts";
import { HoloFile } from "../holo/mod.ts";
import { openOrtSession, openSession } from "../runtime/mod.ts";
import type { CompiledModel, CompileParams, CompileProgress, RunnerReply } from "./protocol/mod.ts";
import type { CallContext } from "./run_runner.ts";

/** Progress is told no more often than this, in bytes. */
const PROGRESS_STEP = 8 * 2 ** 20;

/**
 * Compiles a model file to a `.holo` file, and makes sure that an engine runs it: first without its weights, which
 * costs little; when the engine objects, the finished file has the last word, since some operators only take weights
 * that are constant.
 *
 * @throws {HologramError} What the compiler throws; `unsupported` with the engine's reason when no engine takes it.
 */
export async function compile(
  { from, output, source, threads }: CompileParams,
  { signal, emit }: CallContext<CompileProgress>,
): Promise<RunnerReply<CompiledModel>> {
  const { modelPath, ...files } = await findCompanions(from);
  let objection: unknown;
  const result = await compileOnnx({
    modelPath,
    files,
    outputPath: output,
    source,
    signal,
    onProgress: throttle(emit),
    check: async (graph) => {
      try {
        const session = await openOrtSession(graph, { threads, optimize: false });
        await session.dispose();
      } catch (error) {
        objection = error;
      }
    },
  });
  if (objection !== undefined) await loadForReal(output, modelPath, threads);
  const { digest, size, reports } = result;
  return {
    result: { digest, size, reports: reports.map(formatReport) },
    tensors: new Map<string, Tensor>(),
  };
}

async function loadForReal(output: string, modelPath: string, threads: number): Promise<void> {
  try {
    using file = await HoloFile.open(output);
    const session = await openSession(file, { threads });
    await session.dispose();
  } catch (error) {
    await Deno.remove(output);
    const { message, kind } = toHologramError(error);
    const reason = message.replace(/^Cannot load the network: /, "");
    throw new HologramError(`Cannot compile ${modelPath}: the engine refuses it: ${reason}`, {
      kind,
      cause: error,
    });
  }
}

function throttle(emit: (progress: CompileProgress) => void): (progress: CompileProgress) => void {
  let phase = "";
  let next = 0;
  return (progress) => {
    const { completed, total } = progress;
    if (progress.phase === phase && completed < next && completed < total) return;
    phase = progress.phase;
    next = completed + PROGRESS_STEP;
    emit(progress);
  };
}

function formatReport({ pass, counts }: PassReport): string {
  const parts = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  return parts.length === 0 ? pass : `${pass}: ${parts.join(", ")}`;
}
