import { createHash, type Hash } from "node:crypto";
import { CHUNK_LENGTH } from "./layout.ts";

/** Hashes a section chunk by chunk, while its bytes pass in order. */
export class ChunkHasher {
  #chunks: string[] = [];
  #hash: Hash | undefined;
  /** Bytes in the chunk that is not full yet. */
  #filled = 0;

  /** Takes the next bytes of the section. */
  update(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + CHUNK_LENGTH - this.#filled);
      this.#hash ??= createHash("sha256");
      this.#hash.update(part);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === CHUNK_LENGTH) this.#endChunk();
    }
  }

  /** Ends the section and returns the SHA-256 of each chunk, in hexadecimal; none for an empty section. */
  finish(): string[] {
    this.#endChunk();
    return this.#chunks;
  }

  #endChunk(): void {
    if (this.#hash === undefined) return;
    this.#chunks.push(this.#hash.digest("hex"));
    this.#hash = undefined;
    this.#filled = 0;
  }
}
