import { HologramError } from "../base/mod.ts";

/** Bytes that one read takes from the file. */
const WINDOW = 256 * 1024;

/** Random access to the bytes of a file through a buffer, made for walking forward in small steps. */
export class FileWindow {
  readonly #file: Deno.FsFile;
  readonly #buffer = new Uint8Array(WINDOW);
  #start = 0;
  #end = 0;

  /** Makes a window over an open file. */
  constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /**
   * The byte at an offset.
   *
   * @throws {HologramError} `invalid` where the file ends before it.
   */
  byteAt(offset: number): number {
    if (offset < this.#start || offset >= this.#end) {
      this.#file.seekSync(offset, Deno.SeekMode.Start);
      this.#start = offset;
      this.#end = offset + (this.#file.readSync(this.#buffer) ?? 0);
      if (this.#end === offset) throw endedEarly(offset);
    }
    return this.#buffer[offset - this.#start]!;
  }

  /**
   * Fills `into` from an offset.
   *
   * @throws {HologramError} `invalid` where the file ends before it is full.
   */
  read(offset: number, into: Uint8Array): void {
    let filled = 0;
    const available = offset >= this.#start ? this.#end - offset : 0;
    if (available > 0) {
      const from = offset - this.#start;
      filled = Math.min(available, into.length);
      into.set(this.#buffer.subarray(from, from + filled));
    }
    if (filled < into.length) this.#file.seekSync(offset + filled, Deno.SeekMode.Start);
    while (filled < into.length) {
      const count = this.#file.readSync(into.subarray(filled));
      if (count === null) throw endedEarly(offset + filled);
      filled += count;
    }
  }
}

function endedEarly(offset: number): HologramError {
  return new HologramError(`the file ends at byte ${offset}, in the middle of a value`, {
    kind: "invalid",
  });
}
