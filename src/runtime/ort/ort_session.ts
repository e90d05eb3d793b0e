import { ortWasmPaths } from "../../assets.ts";
import {
  type DType,
  DTYPES,
  errorMessage,
  HologramError,
  type Tensor,
  type TensorData,
  type ValueInfo,
} from "../../base/mod.ts";
import type * as ort from "../../deps/onnxruntime_web.ts";
import type { RunOptions, Session } from "../session.ts";
import type { ExternalWeights } from "./external_weights.ts";
import { withWholeMemories } from "./whole_memory.ts";

type Ort = typeof ort;

/** How an onnxruntime-web session is made. */
export interface OrtSessionOptions {
  /** Sections with weights, by the location that the graph's external tensors name. */
  weights?: ReadonlyMap<string, ExternalWeights>;
  /** Threads that an operator may use. The first session of a process decides for all. */
  threads: number;
  /** Whether the engine may rewrite the graph; yes unless given. */
  optimize?: boolean;
}

/**
 * Loads a graph into onnxruntime-web's WebAssembly engine.
 *
 * @throws {HologramError} `unsupported` with the engine's reason when it refuses the graph.
 */
export async function openOrtSession(
  graph: Uint8Array,
  options: OrtSessionOptions,
): Promise<Session> {
  const engine = await loadEngine(options.threads);
  try {
    const session = await withWholeMemories(() =>
      engine.InferenceSession.create(graph, {
        executionProviders: ["wasm"],
        graphOptimizationLevel: options.optimize === false ? "disabled" : "all",
        externalData: [...options.weights ?? []].map(([path, data]) => ({ path, data })),
        logSeverityLevel: 3,
      })
    );
    return new OrtSession(engine, session);
  } catch (error) {
    throw new HologramError(`Cannot load the network: ${engineReason(error)}`, {
      kind: "unsupported",
      cause: error,
    });
  } finally {
    for (const weights of options.weights?.values() ?? []) weights.release();
  }
}

async function loadEngine(threads: number): Promise<Ort> {
  const engine = await import("../../deps/onnxruntime_web.ts");
  engine.env.logLevel = "error";
  engine.env.wasm.numThreads = threads;
  engine.env.wasm.wasmPaths = ortWasmPaths();
  return engine;
}

/** What onnxruntime says went wrong, without its wrapping. */
function engineReason(error: unknown): string {
  return errorMessage(error)
    .replace(/^.*ERROR_MESSAGE: /s, "")
    .replace(/^Exception during initialization: /, "")
    .replace(/^Non-zero status code returned while running /, "")
    .trim();
}

class OrtSession implements Session {
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly #engine: Ort;
  readonly #session: ort.InferenceSession;

  constructor(engine: Ort, session: ort.InferenceSession) {
    this.#engine = engine;
    this.#session = session;
    this.inputs = session.inputMetadata.map(valueInfo);
    this.outputs = session.outputMetadata.map(valueInfo);
  }

  async run(
    feeds: ReadonlyMap<string, Tensor>,
    options: RunOptions = {},
  ): Promise<Map<string, Tensor>> {
    options.signal?.throwIfAborted();
    const engineFeeds: Record<string, ort.Tensor> = {};
    for (const { name, dtype } of this.inputs) {
      const tensor = feeds.get(name);
      if (tensor === undefined) {
        throw new HologramError(`Cannot run: input '${name}' is missing`, { kind: "invalid" });
      }
      if (tensor.dtype !== dtype) {
        throw new HologramError(
          `Cannot run: input '${name}' takes ${dtype}, got ${tensor.dtype}`,
          { kind: "invalid" },
        );
      }
      engineFeeds[name] = this.#toEngine(tensor);
    }
    const known = this.#session.outputNames;
    const unknown = options.outputs?.find((name) => !known.includes(name));
    if (unknown !== undefined) {
      throw new HologramError(
        `Cannot run: there is no output '${unknown}', there are ${known.join(", ")}`,
        { kind: "invalid" },
      );
    }
    let results: ort.InferenceSession.ReturnType;
    try {
      results = await this.#session.run(
        engineFeeds,
        options.outputs ?? known,
      );
    } catch (error) {
      throw new HologramError(`Cannot run the network: ${engineReason(error)}`, {
        kind: "invalid",
        cause: error,
      });
    }
    return new Map(
      Object.entries(results).map(([name, value]) => [name, fromEngine(value as ort.Tensor)]),
    );
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }

  #toEngine(tensor: Tensor): ort.Tensor {
    return new this.#engine.Tensor(
      tensor.dtype as "float32",
      tensor.data as Float32Array,
      tensor.shape,
    );
  }
}

function fromEngine(value: ort.Tensor): Tensor {
  return {
    dtype: value.type as DType,
    shape: [...value.dims],
    data: value.data as TensorData,
  };
}

function valueInfo(metadata: ort.InferenceSession.ValueMetadata): ValueInfo {
  if (!metadata.isTensor || !(DTYPES as readonly string[]).includes(metadata.type)) {
    throw new HologramError(
      `Cannot load the network: '${metadata.name}' is not a tensor that the engine can pass`,
      { kind: "unsupported" },
    );
  }
  return {
    name: metadata.name,
    dtype: metadata.type as DType,
    shape: metadata.shape.map((dimension) =>
      typeof dimension === "string" && dimension === "" ? "?" : dimension
    ),
  };
}
