import { createHash } from "node:crypto";
import {
  type ByteSource,
  type HoloDescription,
  HoloFile,
  type HoloIndex,
  HoloWriter,
} from "../../src/holo/mod.ts";
import { HologramError } from "../../src/base/mod.ts";
import assert from "node:assert/strict";
import { decodeTrailer, encodeTrailer, TRAILER_LENGTH } from "../../src/holo/layout.ts";
import { join } from "../../src/deps/path.ts";

/** A description with nothing remarkable in it. */
export const DESCRIPTION: HoloDescription = {
  producer: "hologram test",
  architecture: "onnx",
  task: "tensor",
  inputs: [{ name: "x", dtype: "float32", shape: ["n", 4] }],
  outputs: [{ name: "y", dtype: "float32", shape: [] }],
  parameter_count: 8,
  quantization: "F32",
  source: { kind: "onnx", reference: "model.onnx" },
};

/** Runs a test with a folder that is removed afterwards. */
export async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs a test with the path of a file that does not exist yet. */
export function withPath(test: (path: string) => Promise<void>): Promise<void> {
  return withFolder((folder) => test(join(folder, "model.holo")));
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Bytes that repeat only after 251, so that no shift by a power of two goes unseen. */
export function pattern(length: number, start = 0): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let position = 0; position < length; position++) bytes[position] = (start + position) % 251;
  return bytes;
}

/** One read that was asked of a source. */
export interface AskedRead {
  offset: number;
  /** Bytes asked for. */
  length: number;
  /** Bytes of the whole buffer that they go to. */
  allocated: number;
}

/** A source over another one that notes what is asked of it. */
export function recordingSource(
  source: ByteSource,
): ByteSource & { reads: AskedRead[]; closed: number } {
  return {
    size: source.size,
    reads: [],
    closed: 0,
    readSync(into, offset): number {
      this.reads.push({ offset, length: into.length, allocated: into.buffer.byteLength });
      return source.readSync(into, offset);
    },
    close(): void {
      this.closed++;
      source.close();
    },
  };
}

/** A source over bytes in memory. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    readSync(into, offset): number {
      const part = bytes.subarray(offset, offset + into.length);
      into.set(part);
      return part.length;
    },
    close(): void {},
  };
}

/** The text of the index of a well-formed file. */
export function indexText(file: Uint8Array): string {
  const { indexOffset, indexLength } = trailerOf(file);
  return new TextDecoder().decode(file.subarray(indexOffset, indexOffset + indexLength));
}

/** The index of a well-formed file. */
export function indexOf(file: Uint8Array): HoloIndex {
  return JSON.parse(indexText(file));
}

/** The same file with another index, which its trailer vouches for. */
export function withIndex(
  file: Uint8Array,
  index: unknown | Uint8Array,
): Uint8Array<ArrayBuffer> {
  const { indexOffset } = trailerOf(file);
  const bytes = index instanceof Uint8Array
    ? index
    : new TextEncoder().encode(JSON.stringify(index));
  const indexSha256 = createHash("sha256").update(bytes).digest();
  const trailer = encodeTrailer({ indexOffset, indexLength: bytes.length, indexSha256 });
  const result = new Uint8Array(indexOffset + bytes.length + TRAILER_LENGTH);
  result.set(file.subarray(0, indexOffset));
  result.set(bytes, indexOffset);
  result.set(trailer, indexOffset + bytes.length);
  return result;
}

function trailerOf(file: Uint8Array) {
  return decodeTrailer(file.subarray(-TRAILER_LENGTH), file.length, "test");
}

/** A small valid file, whole. Its index starts where the section `license` ends: at 12,288 + 4. */
export async function smallFile(): Promise<Uint8Array> {
  let bytes = new Uint8Array();
  await withPath(async (path) => {
    const writer = await HoloWriter.create(path);
    await writer.addTensor({ name: "a", dtype: "float32", shape: [4] }, pattern(16));
    await writer.addTensor({ name: "b", dtype: "int4", shape: [5] }, pattern(3));
    await writer.writeSection("graph", pattern(1000));
    await writer.writeSection("license", pattern(4), { required: false });
    await writer.finish(DESCRIPTION);
    bytes = await Deno.readFile(path);
  });
  return bytes;
}

/** Opens bytes in memory as `model.holo`. */
export function openBytes(bytes: Uint8Array): Promise<HoloFile> {
  return HoloFile.open("model.holo", { openFile: () => memorySource(bytes) });
}

/** Asserts that bytes are refused with this reason, and that what was opened is closed. */
export async function assertRefused(
  bytes: Uint8Array,
  message: string | RegExp,
  kind = "invalid",
): Promise<void> {
  const source = recordingSource(memorySource(bytes));
  await assert.rejects(HoloFile.open("model.holo", { openFile: () => source }), (error) => {
    assert.ok(error instanceof HologramError, String(error));
    if (typeof message === "string") {
      assert.equal(error.message, `Cannot open model.holo: ${message}`);
    } else {
      assert.match(error.message, message);
    }
    assert.equal(error.kind, kind);
    return true;
  });
  assert.equal(source.closed, 1);
}
