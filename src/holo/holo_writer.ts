import { createHash } from "node:crypto";
import { byteLengthOf, type DType, elementCount, HologramError } from "../base/mod.ts";
import { ForwardFile } from "./forward_file.ts";
import { label } from "./holo_error.ts";
import type { HoloDescription, HoloSection, HoloTensor } from "./holo_index.ts";
import { holoIndexSchema } from "./index_schema.ts";
import {
  alignUp,
  encodeHeader,
  encodeTrailer,
  MAX_INDEX_LENGTH,
  MAX_WEIGHTS_LENGTH,
  SECTION_ALIGNMENT,
  TENSOR_ALIGNMENT,
} from "./layout.ts";
import { parseJson } from "./parse_json.ts";
import { isWeightsSection } from "./section_kinds.ts";

/** What a writer may be told. */
export interface HoloWriterOptions {
  /** Most bytes of one `weights.N` section; 2 GiB unless given, and at most that. */
  weightsLimit?: number;
}

/** What a section may be told. */
export interface SectionOptions {
  /** Version of this kind of section; 1 unless given. */
  version?: number;
  /** Whether a reader that does not know the section must refuse the file; true unless given. */
  required?: boolean;
}

/** A tensor to be written. */
export interface TensorHeader {
  /** Its name; no two tensors of a file share one. */
  name: string;
  /** The type of its elements. */
  dtype: DType;
  /** Its dimensions, outermost first. */
  shape: readonly number[];
}

/** Where a tensor was written. */
export interface TensorPlace {
  /** Name of its section, `weights.0`. */
  section: string;
  /** Bytes from the start of that section. */
  offset: number;
  /** Bytes that it takes. */
  length: number;
}

/** A file that is complete. */
export interface FinishedHolo {
  /** `sha256:<hex>` of the file. */
  digest: string;
  /** Bytes of the file. */
  size: number;
}

/** Why a writer in each state takes nothing. */
const STATES = {
  busy: "a write is under way, and the file is written in order",
  failed: "an earlier write failed",
  closed: "it is finished or given up",
};

/**
 * Writes a new `.holo` file strictly forward, in one pass, hashing on the way. Sections follow each other in the
 * order of the calls, which must not overlap in time; tensors gather in `weights.0`, `weights.1`, ... After
 * an error the file can only be given up.
 *
 * Give it a temporary path and rename the file once {@linkcode HoloWriter.finish} has returned; `await using` removes
 * what was not finished.
 */
export class HoloWriter {
  readonly #path: string;
  readonly #file: ForwardFile;
  readonly #weightsLimit: number;
  readonly #sections: HoloSection[] = [];
  readonly #sectionNames = new Set<string>();
  readonly #tensors: HoloTensor[] = [];
  readonly #tensorNames = new Set<string>();
  /** The section that is being written; the last of {@linkcode #sections} where there is one. */
  #open: HoloSection | undefined;
  #weightsCount = 0;
  #state: "idle" | keyof typeof STATES = "idle";

  private constructor(path: string, file: ForwardFile, weightsLimit: number) {
    this.#path = path;
    this.#file = file;
    this.#weightsLimit = weightsLimit;
  }

  /**
   * Creates the file and writes its header.
   *
   * @throws {HologramError} `conflict` when the file exists, `not_found` when its folder does not.
   */
  static async create(path: string, options: HoloWriterOptions = {}): Promise<HoloWriter> {
    const limit = Math.min(options.weightsLimit ?? MAX_WEIGHTS_LENGTH, MAX_WEIGHTS_LENGTH);
    const file = await ForwardFile.create(path);
    await file.write(encodeHeader());
    return new HoloWriter(path, file, limit);
  }

  /** Starts a section; {@linkcode HoloWriter.endSection} ends it. Names `weights.N` are kept for tensors. */
  beginSection(name: string, options: SectionOptions = {}): Promise<void> {
    return this.#step(() => this.#begin(name, options));
  }

  /** Appends bytes to the open section; the array may be reused once this resolves. */
  write(bytes: Uint8Array): Promise<void> {
    return this.#step(() => {
      this.#ownSection();
      return this.#file.write(bytes);
    });
  }

  /** Appends zeros to the open section up to the next multiple of `alignment`, and returns the offset within it. */
  align(alignment: number = TENSOR_ALIGNMENT): Promise<number> {
    return this.#step(async () => {
      const { offset } = this.#ownSection();
      const position = this.#file.position - offset;
      const aligned = alignUp(position, alignment);
      await this.#file.write(new Uint8Array(aligned - position));
      return aligned;
    });
  }

  /** Ends the open section. */
  endSection(): Promise<void> {
    return this.#step(() => {
      this.#ownSection();
      return this.#end();
    });
  }

  /** Writes a whole section. */
  writeSection(name: string, bytes: Uint8Array, options: SectionOptions = {}): Promise<void> {
    return this.#step(async () => {
      await this.#begin(name, options);
      await this.#file.write(bytes);
      await this.#end();
    });
  }

  /**
   * Writes a tensor, little-endian and row-major, given as one array or in pieces of any size.
   *
   * @throws {HologramError} `invalid` when its name is taken, it is of strings, or the bytes are not as many as its
   * type and shape need; `too_large` when it does not fit in one section.
   */
  addTensor(
    tensor: TensorHeader,
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array> | Uint8Array,
  ): Promise<TensorPlace> {
    return this.#step(async () => {
      const length = this.#tensorLength(tensor);
      const place = { ...await this.#placeTensor(length), length };
      let done = 0;
      for await (const chunk of chunks instanceof Uint8Array ? [chunks] : chunks) {
        done += chunk.length;
        if (done > length) break;
        await this.#file.write(chunk);
      }
      if (done !== length) {
        const got = done > length ? "more" : done;
        throw this.#tensorError(tensor, `its type and shape take ${length} bytes, got ${got}`);
      }
      const { name, dtype, shape } = tensor;
      this.#tensorNames.add(name);
      this.#tensors.push({ name, dtype, shape: [...shape], ...place });
      return place;
    });
  }

  /**
   * Writes the index and the trailer, waits until the disk has them, and closes the file.
   *
   * @throws {HologramError} `invalid` when a section is still open or the description does not fit the index.
   */
  finish(description: HoloDescription): Promise<FinishedHolo> {
    return this.#step(async () => {
      await this.#endWeights();
      const index = { ...description, sections: this.#sections, tensors: this.#tensors };
      const bytes = new TextEncoder().encode(JSON.stringify(index));
      if (bytes.length > MAX_INDEX_LENGTH) {
        throw this.#error(`its index takes ${bytes.length} bytes, at most ${MAX_INDEX_LENGTH} fit`);
      }
      // Read it back as a reader will: JSON turns what it cannot say into null.
      parseJson(bytes, holoIndexSchema, `Cannot write ${this.#path}: its index`);
      const indexOffset = this.#file.position;
      const indexSha256 = createHash("sha256").update(bytes).digest();
      await this.#file.write(bytes);
      await this.#file.write(
        encodeTrailer({ indexOffset, indexLength: bytes.length, indexSha256 }),
      );
      const digest = `sha256:${await this.#file.finish()}`;
      this.#state = "closed";
      return { digest, size: this.#file.position };
    });
  }

  /** Gives up: closes and removes the file, unless it is finished. */
  async abort(): Promise<void> {
    if (this.#state === "closed") return;
    this.#state = "closed";
    await this.#file.abort();
  }

  /** Gives up at the end of an `await using` block, unless the file is finished. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.abort();
  }

  /** Runs one call at a time: what fails leaves a half-written section, which nothing may finish. */
  async #step<T>(work: () => Promise<T>): Promise<T> {
    if (this.#state !== "idle") {
      throw new HologramError(`Cannot write ${this.#path}: ${STATES[this.#state]}`);
    }
    this.#state = "busy";
    try {
      const result = await work();
      if (this.#state === "busy") this.#state = "idle";
      return result;
    } catch (error) {
      if (this.#state === "busy") this.#state = "failed";
      throw error;
    }
  }

  async #begin(name: string, options: SectionOptions): Promise<void> {
    if (isWeightsSection(name)) throw this.#error(`section ${name} is for tensors alone`);
    await this.#endWeights();
    await this.#beginUnchecked(name, options);
  }

  async #beginUnchecked(name: string, options: SectionOptions): Promise<HoloSection> {
    if (this.#sectionNames.has(name)) {
      throw this.#error(`two sections are called ${label(name)}`);
    }
    this.#sectionNames.add(name);
    await this.#file.align(SECTION_ALIGNMENT);
    await this.#file.beginChunks();
    const { version = 1, required = true } = options;
    const offset = this.#file.position;
    const section = { name, version, offset, length: 0, required, chunks: [] };
    this.#sections.push(section);
    this.#open = section;
    return section;
  }

  async #end(): Promise<void> {
    const section = this.#open!;
    section.length = this.#file.position - section.offset;
    section.chunks = await this.#file.endChunks();
    this.#open = undefined;
  }

  /** Ends the section that tensors gather in; the caller's own one must have been ended. */
  async #endWeights(): Promise<void> {
    if (this.#open === undefined) return;
    if (!isWeightsSection(this.#open.name)) {
      throw this.#error(`section ${label(this.#open.name)} is still open`);
    }
    await this.#end();
  }

  #ownSection(): HoloSection {
    if (this.#open === undefined || isWeightsSection(this.#open.name)) {
      throw this.#error("no section is open");
    }
    return this.#open;
  }

  #tensorLength(tensor: TensorHeader): number {
    if (this.#tensorNames.has(tensor.name)) {
      throw this.#error(`two tensors are called ${label(tensor.name)}`);
    }
    const length = byteLengthOf(tensor.dtype, elementCount(tensor.shape));
    if (length === undefined) {
      throw this.#tensorError(tensor, `type ${tensor.dtype} cannot be stored`);
    }
    if (length > this.#weightsLimit) {
      throw new HologramError(
        `Cannot write tensor ${label(tensor.name)} to ${this.#path}: ` +
          `it has ${length} bytes, a section takes at most ${this.#weightsLimit}`,
        { kind: "too_large" },
      );
    }
    return length;
  }

  /** Moves to where a tensor of `length` bytes goes: this weights section, or the next one where it is full. */
  async #placeTensor(length: number): Promise<{ section: string; offset: number }> {
    if (this.#open !== undefined) {
      const end = alignUp(this.#file.position - this.#open.offset, TENSOR_ALIGNMENT) + length;
      if (!isWeightsSection(this.#open.name) || end > this.#weightsLimit) await this.#endWeights();
    }
    const section = this.#open ??
      await this.#beginUnchecked(`weights.${this.#weightsCount++}`, {});
    await this.#file.align(TENSOR_ALIGNMENT);
    return { section: section.name, offset: this.#file.position - section.offset };
  }

  #error(reason: string): HologramError {
    return new HologramError(`Cannot write ${this.#path}: ${reason}`, { kind: "invalid" });
  }

  #tensorError(tensor: TensorHeader, reason: string): HologramError {
    return new HologramError(
      `Cannot write tensor ${label(tensor.name)} to ${this.#path}: ${reason}`,
      { kind: "invalid" },
    );
  }
}
