import { InferenceSession, Tensor } from "../../src/deps/onnxruntime_web.ts";
import type { BenchNetwork } from "./networks.ts";

/** A decoder on onnxruntime-web and nothing else: no tokenizer, no sampler, the cache handed back as it came. */
export class BareLoop {
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** Loads the network from its own files. The engine's threads are those that the process began with. */
  static async open({ onnx, external }: BenchNetwork): Promise<BareLoop> {
    return new BareLoop(
      await InferenceSession.create(onnx, {
        executionProviders: ["wasm"],
        externalData: external && [{ path: external.location, data: external.path }],
      }),
    );
  }

  /** Computes a prompt of `promptLength` ids and then every id behind it but the last, one a step, as when they were drawn. */
  async replay(ids: readonly number[], promptLength: number): Promise<void> {
    const { inputNames, inputMetadata, outputNames } = this.#session;
    const cache: Record<string, Tensor> = {};
    for (const [i, name] of inputNames.entries()) {
      const metadata = inputMetadata[i]!;
      if (!name.startsWith("past_key_values") || !metadata.isTensor) continue;
      const [, heads, , size] = metadata.shape as number[];
      cache[name] = new Tensor("float32", new Float32Array(0), [1, heads!, 0, size!]);
    }
    for (let done = 0; done < ids.length - 1;) {
      const next = ids.slice(done, done === 0 ? promptLength : done + 1);
      const input_ids = new Tensor("int64", BigInt64Array.from(next, BigInt), [1, next.length]);
      const outputs = await this.#session.run({ input_ids, ...cache });
      for (const name of outputNames) {
        if (name !== "logits") cache[name.replace("present", "past_key_values")] = outputs[name]!;
      }
      done += next.length;
    }
  }

  /** Gives back what the network holds. */
  async dispose(): Promise<void> {
    await this.#session.release();
  }
}
