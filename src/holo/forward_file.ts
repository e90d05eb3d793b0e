import { createHash } from "node:crypto";
import { fileError } from "./holo_error.ts";
import { ChunkHasher } from "./chunk_hasher.ts";
import { alignUp } from "./layout.ts";

/** Bytes gathered before they are written, so that many small tensors are few system calls. */
const BUFFER_LENGTH = 2 ** 20;

/** A new file that is written strictly forward and hashed on the way. One call at a time. */
export class ForwardFile {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  readonly #digest = createHash("sha256");
  readonly #buffer = new Uint8Array(BUFFER_LENGTH);
  #filled = 0;
  #position = 0;
  #chunks: ChunkHasher | undefined;

  private constructor(path: string, file: Deno.FsFile) {
    this.#path = path;
    this.#file = file;
  }

  /** Creates the file; one that exists is refused. */
  static async create(path: string): Promise<ForwardFile> {
    try {
      return new ForwardFile(path, await Deno.open(path, { write: true, createNew: true }));
    } catch (error) {
      throw fileError(`Cannot create ${path}`, error);
    }
  }

  /** Bytes taken so far: the offset of the next one. */
  get position(): number {
    return this.#position;
  }

  /** Appends bytes; the array may be reused once this resolves. */
  async write(bytes: Uint8Array): Promise<void> {
    if (bytes.length > BUFFER_LENGTH - this.#filled) await this.#flush();
    if (bytes.length >= BUFFER_LENGTH) {
      for (let at = 0; at < bytes.length; at += BUFFER_LENGTH) {
        await this.#put(bytes.subarray(at, at + BUFFER_LENGTH));
      }
    } else {
      this.#buffer.set(bytes, this.#filled);
      this.#filled += bytes.length;
    }
    this.#position += bytes.length;
  }

  /** Appends zeros up to the next multiple of `alignment`, which is at most the buffer's size. */
  async align(alignment: number): Promise<void> {
    const gap = alignUp(this.#position, alignment) - this.#position;
    if (gap > 0) await this.write(new Uint8Array(gap));
  }

  /** Starts hashing in chunks at this position. */
  async beginChunks(): Promise<void> {
    await this.#flush();
    this.#chunks = new ChunkHasher();
  }

  /** Ends hashing in chunks and returns their hashes. */
  async endChunks(): Promise<string[]> {
    await this.#flush();
    const chunks = this.#chunks?.finish() ?? [];
    this.#chunks = undefined;
    return chunks;
  }

  /** Writes what is left, waits until the disk has it, closes, and returns the SHA-256 of the file in hexadecimal. */
  async finish(): Promise<string> {
    await this.#flush();
    try {
      await this.#file.sync();
    } catch (error) {
      throw fileError(`Cannot write ${this.#path}`, error);
    }
    this.#file.close();
    return this.#digest.digest("hex");
  }

  /** Closes the file and removes it. */
  async abort(): Promise<void> {
    this.#file.close();
    await Deno.remove(this.#path);
  }

  async #flush(): Promise<void> {
    if (this.#filled === 0) return;
    await this.#put(this.#buffer.subarray(0, this.#filled));
    this.#filled = 0;
  }

  async #put(bytes: Uint8Array): Promise<void> {
    this.#digest.update(bytes);
    this.#chunks?.update(bytes);
    try {
      for (let at = 0; at < bytes.length;) at += await this.#file.write(bytes.subarray(at));
    } catch (error) {
      throw fileError(`Cannot write ${this.#path}`, error);
    }
  }
}
