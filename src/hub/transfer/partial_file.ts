import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "../../deps/path.ts";
import { ByteRanges } from "./byte_ranges.ts";
import { describeDiskError } from "./disk_space.ts";
import { moveIntoPlace, removeIfThere } from "./folders.ts";
import { readJournal, writeJournal } from "./journal.ts";
import type { PartialPaths } from "./partial_paths.ts";
import { writeAll } from "./write_all.ts";

/** What is known of a file before any of it comes. */
export interface Expected {
  /** Where it is from, without a query. */
  source: string;
  /** Its length in bytes, where known. */
  size?: number;
  /** Whether its bytes have a digest, which finds pieces that do not belong together. */
  hasDigest: boolean;
}

/**
 * A file on its way: bytes at their offsets, and a journal of those that are on the disk. Whoever opens one holds its lock.
 */
export class PartialFile {
  readonly #paths: PartialPaths;
  readonly #handle: FileHandle;
  readonly #expected: Expected;
  /** The bytes that are written. */
  readonly ranges: ByteRanges;
  /** The file's length in bytes, where known. */
  size: number | undefined;
  /** What the server gave to tell this content from another. */
  validator: string | undefined;

  private constructor(
    paths: PartialPaths,
    handle: FileHandle,
    expected: Expected,
    ranges: ByteRanges,
  ) {
    this.#paths = paths;
    this.#handle = handle;
    this.#expected = expected;
    this.ranges = ranges;
    this.size = expected.size;
  }

  /**
   * Opens a partial file with what an earlier run left and can still be used: nothing of another length, nothing that the
   * file does not reach, and, without a digest, nothing without a validator either.
   */
  static async open(paths: PartialPaths, expected: Expected): Promise<PartialFile> {
    const handle = await open(paths.data, constants.O_RDWR | constants.O_CREAT, 0o644);
    try {
      const journal = await readJournal(paths.journal);
      const ranges = ByteRanges.from(journal?.ranges ?? []);
      const partial = new PartialFile(paths, handle, expected, ranges);
      const size = journal?.size ?? expected.size;
      const isUsable = journal !== undefined && size === (expected.size ?? size) &&
        ranges.end <= Math.min(size ?? Infinity, (await handle.stat()).size) &&
        (expected.hasDigest || journal.validator !== undefined);
      if (!isUsable) await partial.reset();
      else {
        partial.size = size;
        if (journal.source === expected.source) partial.validator = journal.validator;
      }
      return partial;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /**
   * Writes bytes at an offset.
   *
   * @throws {HologramError} `too_large` when the disk is full; `internal` when the system refuses to write.
   */
  async write(bytes: Uint8Array, offset: number): Promise<void> {
    let at = offset;
    await this.#describing(() =>
      writeAll({
        write: async (rest) => {
          const { bytesWritten } = await this.#handle.write(rest, 0, rest.byteLength, at);
          at += bytesWritten;
          return bytesWritten;
        },
      }, bytes)
    );
    this.ranges.add(offset, at);
  }

  /** Reads bytes from an offset on into a buffer; gives how many. */
  async read(buffer: Uint8Array, offset: number): Promise<number> {
    return (await this.#handle.read(buffer, 0, buffer.byteLength, offset)).bytesRead;
  }

  /**
   * Brings what is written to the disk, and then notes it: the journal never claims more than is there.
   *
   * @throws {HologramError} As {@linkcode write}.
   */
  async checkpoint(): Promise<void> {
    const ranges = this.ranges.pairs();
    if (ranges.length === 0) return;
    const { size, validator } = this;
    const { source } = this.#expected;
    await this.#describing(async () => {
      await this.#handle.datasync();
      await writeJournal(this.#paths.journal, { source, size, validator, ranges });
    });
  }

  /** Forgets all that has come. */
  async reset(): Promise<void> {
    this.ranges.clear();
    this.size = this.#expected.size;
    this.validator = undefined;
    await removeIfThere(this.#paths.journal);
    await this.#handle.truncate(0);
  }

  /** Makes the whole file the one at `path`. */
  async commit(path: string): Promise<void> {
    try {
      await this.#handle.truncate(this.size);
      await this.#handle.sync();
    } finally {
      await this.#handle.close();
    }
    await this.#describing(() => moveIntoPlace(this.#paths.data, path), path);
    await removeIfThere(this.#paths.journal);
  }

  /** Closes the file, after noting what is there for a later run; removes it where nothing is. */
  async leave(): Promise<void> {
    try {
      await this.checkpoint();
    } finally {
      await this.#handle.close();
    }
    if (this.ranges.covered === 0) await removeIfThere(this.#paths.data);
  }

  async #describing(action: () => Promise<void>, path = this.#paths.data): Promise<void> {
    try {
      await action();
    } catch (error) {
      throw describeDiskError(dirname(path), error);
    }
  }
}
