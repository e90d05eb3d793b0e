import { HologramError } from "../base/mod.ts";
import { basename } from "../deps/path.ts";
import { modelTensors, type OnnxModel, readTensor, setRawData, tensorInfo } from "../onnx/mod.ts";
import type { CompileContext, PassReport } from "./pass.ts";
import { weights } from "./weights.ts";

/** Most bytes of tensors that stay in the graph: a protocol buffer message has less than 2 GiB. */
const LARGEST = 2 ** 30;

/**
 * The pass that puts every tensor which goes to no weights section into the graph, as raw little-endian bytes.
 *
 * @throws {HologramError} `unsupported` when they take more than 1 GiB together; as `readTensor`.
 */
export async function inlineTensors(
  { path, proto }: OnnxModel,
  { signal }: CompileContext,
): Promise<PassReport> {
  const stored = new Set([...weights(proto)].map(({ tensor }) => tensor));
  let inlined = 0;
  let bytes = 0;
  for (const tensor of modelTensors(proto)) {
    signal?.throwIfAborted();
    const { byteLength } = tensorInfo(tensor);
    if (stored.has(tensor) || byteLength === undefined) continue;
    bytes += byteLength;
    if (bytes > LARGEST) {
      throw new HologramError(
        `Cannot compile ${basename(path)}: functions and attributes hold more than 1 GiB of data`,
        { kind: "unsupported" },
      );
    }
    setRawData(tensor, await readTensor(tensor, path));
    inlined++;
  }
  return { pass: "inline", counts: { inlined, bytes } };
}
