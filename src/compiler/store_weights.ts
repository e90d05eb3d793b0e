import type { HoloWriter } from "../holo/mod.ts";
import { type OnnxModel, readTensorChunks, setExternalData } from "../onnx/mod.ts";
import type { PassReport } from "./pass.ts";
import { weights } from "./weights.ts";

/** How weights are stored. */
export interface StoreWeightsOptions {
  /** Ends the work before the next chunk. */
  signal?: AbortSignal;
  /** Told of every chunk that was written, in bytes. */
  onBytes?: (count: number) => void;
}

/**
 * Streams the weights to sections of a `.holo` file, a few megabytes at a time, and points the graph to them: each
 * becomes external data whose location is the name of its section.
 */
export async function storeWeights(
  { path, proto }: OnnxModel,
  writer: HoloWriter,
  { signal, onBytes }: StoreWeightsOptions = {},
): Promise<PassReport> {
  const counts = { tensors: 0, bytes: 0 };
  for (const { tensor, info } of weights(proto)) {
    signal?.throwIfAborted();
    const chunks = counted(readTensorChunks(tensor, path, { signal }), onBytes);
    const { section, offset, length } = await writer.addTensor(info, chunks);
    setExternalData(tensor, section, offset, length);
    counts.tensors++;
    counts.bytes += length;
  }
  return { pass: "store-weights", counts };
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  onBytes?: (count: number) => void,
): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of chunks) {
    yield chunk;
    onBytes?.(chunk.length);
  }
}
