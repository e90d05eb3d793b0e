import { createHash } from "node:crypto";
import {
  CHUNK_LENGTH,
  type HoloIndex,
  type HoloSection,
  type HoloTensor,
  MAX_WEIGHTS_LENGTH,
  SECTION_ALIGNMENT,
  TENSOR_ALIGNMENT,
} from "../../src/holo/mod.ts";
import { encodeHeader, encodeTrailer } from "../../src/holo/layout.ts";

/** Tensors of a file; a language model of some billion weights has as many. */
const TENSORS = 256;

/** Writes a valid `.holo` file whose weights are holes, which take no room on the disk, and waits until it is there. */
export async function writeSparseHolo(path: string, weights: number): Promise<void> {
  const sections: HoloSection[] = [];
  const tensors: HoloTensor[] = [];
  const zeros = new Map<number, string>();
  const each = Math.floor(weights / TENSORS / TENSOR_ALIGNMENT) * TENSOR_ALIGNMENT;
  let end = SECTION_ALIGNMENT;
  for (let rest = weights; rest > 0; rest -= MAX_WEIGHTS_LENGTH) {
    const length = Math.min(rest, MAX_WEIGHTS_LENGTH);
    const name = `weights.${sections.length}`;
    const chunks = chunkLengths(length).map((size) => {
      if (!zeros.has(size)) zeros.set(size, sha256(new Uint8Array(size)).toHex());
      return zeros.get(size)!;
    });
    sections.push({ name, version: 1, offset: end, length, required: true, chunks });
    for (let offset = 0; offset + each <= length; offset += each) {
      const tensor = `layers.${tensors.length}.weight`;
      tensors.push({
        name: tensor,
        dtype: "uint8",
        shape: [each],
        section: name,
        offset,
        length: each,
      });
    }
    end += length;
  }
  const index: HoloIndex = {
    producer: "hologram bench",
    architecture: "none",
    task: "tensor",
    inputs: [],
    outputs: [],
    parameter_count: each * tensors.length,
    quantization: "none",
    source: { kind: "onnx", reference: "none" },
    sections,
    tensors,
  };
  const bytes = new TextEncoder().encode(JSON.stringify(index));
  const trailer = encodeTrailer({
    indexOffset: end,
    indexLength: bytes.length,
    indexSha256: sha256(bytes),
  });
  using file = await Deno.open(path, { write: true, createNew: true });
  await file.write(encodeHeader());
  await file.seek(end, Deno.SeekMode.Start);
  const tail = new Uint8Array(bytes.length + trailer.length);
  tail.set(bytes);
  tail.set(trailer, bytes.length);
  for (let written = 0; written < tail.length;) written += await file.write(tail.subarray(written));
  // What is not on the disk yet cannot be dropped from the cache.
  await file.sync();
}

function chunkLengths(length: number): number[] {
  return Array.from(
    { length: Math.ceil(length / CHUNK_LENGTH) },
    (_, i) => Math.min(CHUNK_LENGTH, length - i * CHUNK_LENGTH),
  );
}

function sha256(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash("sha256").update(bytes).digest());
}
