import { setImmediate as pause } from "node:timers/promises";
import { HologramError } from "../base/mod.ts";
import { fileError } from "./holo_error.ts";

/** Most bytes of one read: what is longer is read in pieces, between which other work may run. */
const PIECE_LENGTH = 16 * 2 ** 20;

/** The bytes of a file, read at any offset. */
export interface ByteSource {
  /** Bytes of the file. */
  readonly size: number;
  /** Reads bytes at `offset` and returns how many: at most as many as `into` takes, 0 at the end. */
  readSync(into: Uint8Array, offset: number): number;
  /** Gives the file back. */
  close(): void;
}

/** Opens a file for reading at any offset; what is no regular file is refused. */
export async function openByteSource(path: string): Promise<ByteSource> {
  try {
    // Asked before opening, because opening a named pipe waits for its other end.
    if (!(await Deno.stat(path)).isFile) {
      throw new HologramError(`Cannot open ${path}: it is not a file`, { kind: "invalid" });
    }
    const file = await Deno.open(path);
    try {
      const { size } = await file.stat();
      return {
        size,
        readSync(into, offset): number {
          // Seek and read without a pause between them, so that two reads at once cannot mix.
          file.seekSync(offset, Deno.SeekMode.Start);
          return file.readSync(into) ?? 0;
        },
        close: () => file.close(),
      };
    } catch (error) {
      file.close();
      throw error;
    }
  } catch (error) {
    throw fileError(`Cannot open ${path}`, error);
  }
}

/**
 * Fills `into` with the bytes at `offset`.
 *
 * @throws {HologramError} when the file ends before that, or reading fails.
 */
export function readFullySync(
  source: ByteSource,
  path: string,
  offset: number,
  into: Uint8Array,
): void {
  for (let done = 0; done < into.length;) {
    let count: number;
    try {
      count = source.readSync(into.subarray(done), offset + done);
    } catch (error) {
      throw fileError(`Cannot read ${path}`, error);
    }
    if (count === 0) {
      throw new HologramError(
        `Cannot read ${path}: it ends at ${offset + done}, before ${offset + into.length}`,
        { kind: "invalid" },
      );
    }
    done += count;
  }
}

/** Fills `into` as {@linkcode readFullySync} does, and lets other work run after every 16 MiB. */
export async function readFully(
  source: ByteSource,
  path: string,
  offset: number,
  into: Uint8Array,
): Promise<void> {
  for (let done = 0; done < into.length; done += PIECE_LENGTH) {
    if (done > 0) await pause();
    readFullySync(source, path, offset + done, into.subarray(done, done + PIECE_LENGTH));
  }
}
