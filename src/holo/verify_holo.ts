import { createHash } from "node:crypto";
import { setImmediate as pause } from "node:timers/promises";
import { HologramError } from "../base/mod.ts";
import { openByteSource, readFullySync } from "./byte_source.ts";
import { ChunkHasher } from "./chunk_hasher.ts";
import { HoloFile, type HoloFileOptions } from "./holo_file.ts";
import { label } from "./holo_error.ts";
import type { HoloSection } from "./holo_index.ts";

/** Bytes of one read. */
const PIECE_LENGTH = 4 * 2 ** 20;

/** What a verification may be told. */
export interface VerifyOptions extends HoloFileOptions {
  /** Called as reading goes on, with the bytes read and the bytes of the file. */
  onProgress?: (done: number, total: number) => void;
  /** Ends the verification early, with an error of kind `cancelled`. */
  signal?: AbortSignal;
}

/** Something in a file that is not as it was written. */
export interface VerifyProblem {
  /** The section that it is in. */
  section?: string;
  /** The chunk of 64 MiB of that section, from 0. */
  chunk?: number;
  /** What is wrong, for people. */
  message: string;
}

/** What a verification found. */
export interface VerifyReport {
  /** The path of the file. */
  path: string;
  /** Bytes of the file. */
  size: number;
  /** `sha256:<hex>` of the file as it is. */
  digest: string;
  /** How many sections it has. */
  sections: number;
  /** How many tensors it has. */
  tensors: number;
  /** What is wrong with it; empty when every hash matches. */
  problems: VerifyProblem[];
}

/**
 * Reads a whole file once, with one buffer, and compares every chunk with its hash in the index. Bytes between
 * sections are only part of the digest.
 *
 * @throws {HologramError} what {@linkcode HoloFile.open} throws of a file that breaks the format; `cancelled`.
 */
export async function verifyHolo(path: string, options: VerifyOptions = {}): Promise<VerifyReport> {
  const { openFile = openByteSource, onProgress, signal } = options;
  const source = await openFile(path);
  using file = await HoloFile.open(path, { openFile: () => source });
  const { size, index } = file;
  const digest = createHash("sha256");
  const hashers = index.sections.map((section) => ({ section, hasher: new ChunkHasher() }));
  const buffer = new Uint8Array(Math.min(PIECE_LENGTH, size));
  for (let at = 0; at < size; at += buffer.length) {
    const piece = buffer.subarray(0, size - at);
    readFullySync(source, path, at, piece);
    digest.update(piece);
    for (const { section, hasher } of hashers) hasher.update(overlap(piece, at, section));
    onProgress?.(at + piece.length, size);
    await pause();
    if (signal?.aborted) {
      throw new HologramError(`Cannot verify ${path}: it was cancelled`, {
        kind: "cancelled",
        cause: signal.reason,
      });
    }
  }
  return {
    path,
    size,
    digest: `sha256:${digest.digest("hex")}`,
    sections: index.sections.length,
    tensors: index.tensors.length,
    problems: hashers.flatMap(({ section, hasher }) => compare(section, hasher.finish())),
  };
}

/** The part of a piece, read at `at`, that belongs to a section. */
function overlap(piece: Uint8Array, at: number, { offset, length }: HoloSection): Uint8Array {
  return piece.subarray(Math.max(0, offset - at), Math.max(0, offset + length - at));
}

function compare(section: HoloSection, chunks: readonly string[]): VerifyProblem[] {
  return chunks.flatMap((sha256, chunk) => {
    const expected = section.chunks[chunk];
    if (sha256 === expected) return [];
    const message = `chunk ${chunk} of section ${label(section.name)} has SHA-256 ${sha256}, ` +
      `the index says ${expected}`;
    return [{ section: section.name, chunk, message }];
  });
}
