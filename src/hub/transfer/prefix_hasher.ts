import type { Hash } from "node:crypto";
import { type ContentDigest, startHash } from "./content_digest.ts";
import type { PartialFile } from "./partial_file.ts";

/** Bytes that are read back at a time. */
const READ_BYTES = 2 ** 20;

/**
 * Hashes a file from its front while it comes in pieces: a piece that continues what is hashed is taken from memory; what came
 * out of turn is read back from the file as soon as the gap before it has closed.
 */
export class PrefixHasher {
  readonly #digest: ContentDigest;
  readonly #size: number;
  #hash: Hash;
  #position = 0;
  #reading = false;

  /** Starts with nothing hashed. */
  constructor(digest: ContentDigest, size: number) {
    this.#digest = digest;
    this.#size = size;
    this.#hash = startHash(digest.algorithm, size);
  }

  /** Takes a piece that was written. One before the end of what is hashed may have changed it: all is hashed anew. */
  take(bytes: Uint8Array, offset: number): void {
    if (offset < this.#position) {
      this.#hash = startHash(this.#digest.algorithm, this.#size);
      this.#position = 0;
    }
    if (this.#reading || offset !== this.#position) return;
    this.#hash.update(bytes);
    this.#position += bytes.byteLength;
  }

  /** Hashes what the file has without a gap. At once back if somebody is at it. */
  async catchUp(partial: PartialFile, signal: AbortSignal): Promise<void> {
    if (this.#reading || partial.ranges.reach(this.#position) === this.#position) return;
    this.#reading = true;
    try {
      const buffer = new Uint8Array(READ_BYTES);
      for (let end; (end = partial.ranges.reach(this.#position)) > this.#position;) {
        signal.throwIfAborted();
        const [hash, position] = [this.#hash, this.#position];
        const count = await partial.read(
          buffer.subarray(0, Math.min(READ_BYTES, end - position)),
          position,
        );
        if (count === 0) throw new Error(`The partial file ends at ${position}, expected ${end}`);
        if (hash !== this.#hash) continue;
        hash.update(buffer.subarray(0, count));
        this.#position += count;
      }
    } finally {
      this.#reading = false;
    }
  }

  /** The digest of the whole file, once all of it has been hashed. */
  digest(): string {
    return `${this.#digest.algorithm}:${this.#hash.digest("hex")}`;
  }
}
