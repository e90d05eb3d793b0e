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
  const names = new Set<string>();
  const counts = { tensors: 0, bytes: 0 };
  for (const { tensor, info, scope } of [...weights(proto)]) {
    signal?.throwIfAborted();
    const { dtype, shape } = info;
    const name = uniqueName(scope.path + info.name, names);
    const chunks = counted(readTensorChunks(tensor, path, { signal }), onBytes);
    const { section, offset, length } = await writer.addTensor({ name, dtype, shape }, chunks);
    setExternalData(tensor, section, offset, length);
    counts.tensors++;
    counts.bytes += length;
  }
  return { pass: "store-weights", counts };
}

/** A name that the set does not have yet, added to it: a tensor may be called like another's path. */
function uniqueName(wanted: string, names: Set<string>): string {
  let name = wanted;
  while (names.has(name)) name += "~";
  names.add(name);
  return name;
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
