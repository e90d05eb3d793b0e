import { HologramError, type ValueInfo, VERSION } from "../base/mod.ts";
import { basename } from "../deps/path.ts";
import type { HoloDescription } from "../holo/mod.ts";
import {
  graphInputs,
  graphOutputs,
  type GraphValue,
  importModel,
  modelNodes,
  type OnnxModel,
} from "../onnx/mod.ts";
import { checkModel } from "./check_model.ts";
import { dropUnused } from "./drop_unused.ts";
import { hashFile } from "./hash_file.ts";
import { hoistWeights } from "./hoist_weights.ts";
import { inlineTensors } from "./inline_tensors.ts";
import { liftConstants } from "./lift_constants.ts";
import { measureWeights } from "./measure_weights.ts";
import type { ModelDocuments } from "./model_files.ts";
import type { Pass, PassReport } from "./pass.ts";
import { planDecoder } from "./plan_decoder.ts";
import { planEncoder } from "./plan_encoder.ts";
import { sealInputs } from "./seal_inputs.ts";
import { weights } from "./weights.ts";
import { withoutWeights } from "./without_weights.ts";
import { writeHolo } from "./write_holo.ts";

/** The passes between reading and writing, in order. */
const PASSES: readonly Pass[] = [
  checkModel,
  liftConstants,
  hoistWeights,
  dropUnused,
  sealInputs,
  inlineTensors,
];

/** How far compiling is, in bytes of its phase. */
export interface CompileProgress {
  /** What is being done. */
  phase: "importing" | "checking" | "writing";
  /** Bytes done. */
  completed: number;
  /** Bytes in all. */
  total: number;
}

/** What is compiled, and to where. */
export interface CompileOptions {
  /** The ONNX file. */
  modelPath: string;
  /** The documents that accompany it, as `findCompanions` finds them. */
  files: ModelDocuments;
  /** The `.holo` file to write; one that is there is replaced once the new one is complete. */
  outputPath: string;
  /** What the source is called in the file's description; the file's name unless given. */
  name?: string;
  /** Where the source is from, in the place of the file and its name. */
  source?: Pick<HoloDescription["source"], "kind" | "reference" | "revision">;
  /** Asks an engine about the graph without its weights, before anything is written; what it throws refuses the model. */
  check?: (weightless: Uint8Array<ArrayBuffer>) => Promise<void>;
  /** Told of progress. */
  onProgress?: (progress: CompileProgress) => void;
  /** Cancels the work between two chunks; nothing is left behind. */
  signal?: AbortSignal;
}

/** A compiled network. */
export interface CompileResult {
  /** `sha256:<hex>` of the `.holo` file. */
  digest: string;
  /** Its bytes. */
  size: number;
  /** What its index says. */
  description: HoloDescription;
  /** What each pass did. */
  reports: PassReport[];
}

/**
 * Compiles an ONNX model to a `.holo` file. Its tensors are streamed: a few megabytes of them are in memory at a time.
 * The same input gives the same bytes.
 *
 * @throws {HologramError} `invalid` when the model or a document is malformed, `unsupported` with everything in it
 * that cannot run, `cancelled` by the signal; and what `check` throws.
 */
export async function compileOnnx(options: CompileOptions): Promise<CompileResult> {
  try {
    return await compile(options);
  } catch (error) {
    if (!options.signal?.aborted || error instanceof HologramError) throw error;
    throw new HologramError(`Cannot compile ${basename(options.modelPath)}: cancelled`, {
      kind: "cancelled",
      cause: error,
    });
  }
}

async function compile(options: CompileOptions): Promise<CompileResult> {
  const { modelPath, files, signal } = options;
  signal?.throwIfAborted();
  const model = await importModel(modelPath);
  const importing = counter("importing", model.size, options);
  const digest = await hashFile(modelPath, { signal, onBytes: importing });

  const checking = counter("checking", model.size, options);
  const reports: PassReport[] = [];
  for (const pass of PASSES) {
    signal?.throwIfAborted();
    reports.push(await pass(model, { signal }));
  }
  const { graph } = model.proto;
  const values = { inputs: infos(graphInputs(graph)), outputs: infos(graphOutputs(graph)) };
  const generation = planDecoder(values, files);
  const operators = new Set([...modelNodes(model.proto)].map(({ opType }) => opType));
  const embedding = planEncoder({ ...values, operators }, files);
  const { parameterCount, quantization } = measureWeights(model.proto);
  await options.check?.(withoutWeights(model.proto));
  signal?.throwIfAborted();
  checking(model.size);

  const description: HoloDescription = {
    producer: `hologram ${VERSION}`,
    architecture: architectureOf(files),
    task: generation ? "text-generation" : embedding ? "feature-extraction" : "tensor",
    ...values,
    parameter_count: parameterCount,
    quantization,
    source: {
      ...options.source ?? { kind: "onnx", reference: options.name ?? basename(modelPath) },
      digest,
    },
  };
  const network = { model, files, description, generation, embedding };
  const writing = counter("writing", weightsLength(model), options);
  const { report, ...finished } = await writeHolo(network, options.outputPath, {
    signal,
    onBytes: writing,
  });
  return {
    ...finished,
    description,
    reports: [...reports, report],
  };
}

/** Tells of a phase that starts, and gives the function that counts its bytes. */
function counter(
  phase: CompileProgress["phase"],
  total: number,
  { onProgress }: CompileOptions,
): (bytes: number) => void {
  let completed = 0;
  onProgress?.({ phase, completed, total });
  return (bytes) => {
    completed += bytes;
    onProgress?.({ phase, completed, total });
  };
}

function infos(values: readonly GraphValue[]): ValueInfo[] {
  return values.flatMap(({ info }) => info ?? []);
}

function architectureOf({ config }: ModelDocuments): string {
  const type = config?.json.model_type;
  return typeof type === "string" && type !== "" ? type : "onnx";
}

function weightsLength({ proto }: OnnxModel): number {
  let total = 0;
  for (const { byteLength } of weights(proto)) total += byteLength;
  return total;
}
