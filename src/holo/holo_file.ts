import { createHash } from "node:crypto";
import { HologramError } from "../base/mod.ts";
import { type ByteSource, openByteSource, readFully, readFullySync } from "./byte_source.ts";
import { checkLayout } from "./check_layout.ts";
import { invalidHolo, label } from "./holo_error.ts";
import type { HoloIndex, HoloSection, HoloTensor } from "./holo_index.ts";
import { holoIndexSchema } from "./index_schema.ts";
import {
  decodeHeader,
  decodeTrailer,
  type FormatVersion,
  HEADER_LENGTH,
  MAX_JSON_LENGTH,
  TRAILER_LENGTH,
} from "./layout.ts";
import { decodeText, parseJson, type Schema } from "./parse_json.ts";
import { checkSectionKind } from "./section_kinds.ts";

/** What opening a file may be told. */
export interface HoloFileOptions {
  /** Opens the file; from the file system unless given. */
  openFile?: (path: string) => ByteSource | Promise<ByteSource>;
}

/** A `.holo` file, open for reading. Close it when done. */
export class HoloFile {
  /** The path that it was opened with. */
  readonly path: string;
  /** Bytes of the file. */
  readonly size: number;
  /** The format version that it is written in. */
  readonly version: FormatVersion;
  /** What it holds, checked against its size. */
  readonly index: HoloIndex;
  readonly #source: ByteSource;
  readonly #sections: ReadonlyMap<string, HoloSection>;
  readonly #tensors: ReadonlyMap<string, HoloTensor>;
  #closed = false;

  private constructor(path: string, source: ByteSource, version: FormatVersion, index: HoloIndex) {
    this.path = path;
    this.size = source.size;
    this.version = version;
    this.index = index;
    this.#source = source;
    this.#sections = new Map(index.sections.map((section) => [section.name, section]));
    this.#tensors = new Map(index.tensors.map((tensor) => [tensor.name, tensor]));
  }

  /**
   * Opens a file: reads its header, trailer and index, whatever its size, and checks all that the index says
   * before any of it is used. The hashes of the sections are not checked.
   *
   * @throws {HologramError} `not_found`; `invalid` when the file breaks the format; `unsupported` when it is of
   * another major version, or needs a section, or a version of one, that this program does not know.
   */
  static async open(path: string, options: HoloFileOptions = {}): Promise<HoloFile> {
    const { openFile = openByteSource } = options;
    const source = await openFile(path);
    try {
      const { version, index } = readIndex(source, path);
      return new HoloFile(path, source, version, index);
    } catch (error) {
      source.close();
      throw error;
    }
  }

  /** The section of a name, `undefined` if the file has none. */
  section(name: string): HoloSection | undefined {
    return this.#sections.get(name);
  }

  /** The tensor of a name, `undefined` if the file has none. One look-up, however many there are. */
  tensor(name: string): HoloTensor | undefined {
    return this.#tensors.get(name);
  }

  /**
   * The bytes of a section.
   *
   * @throws {HologramError} `invalid` when the file has no such section, `too_large` when it does not fit in memory.
   */
  async readSection(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const { offset, length } = this.#needSection(name);
    return await this.#read(offset, length, `section ${label(name)}`);
  }

  /**
   * The contents of a section that is UTF-8 JSON.
   *
   * @throws {HologramError} `invalid` when the file has no such section, or it does not fit the schema;
   * `too_large` when it is over 64 MiB.
   */
  async readJsonSection<T>(name: string, schema: Schema<T>): Promise<T> {
    const { length } = this.#needSection(name);
    if (length > MAX_JSON_LENGTH) {
      throw new HologramError(
        `${this.#sectionError(name)} has ${length} bytes, JSON at most ${MAX_JSON_LENGTH}`,
        { kind: "too_large" },
      );
    }
    return parseJson(await this.readSection(name), schema, this.#sectionError(name));
  }

  /**
   * The contents of a section that is UTF-8 text.
   *
   * @throws {HologramError} `invalid` when the file has no such section, or it is not UTF-8.
   */
  async readTextSection(name: string): Promise<string> {
    return decodeText(await this.readSection(name), this.#sectionError(name));
  }

  /**
   * The little-endian bytes of a tensor.
   *
   * @throws {HologramError} `invalid` when the file has no such tensor, `too_large` when it does not fit in memory.
   */
  async readTensorBytes(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const what = `tensor ${label(name)}`;
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) throw this.#missing(what);
    const { offset } = this.#needSection(tensor.section);
    return await this.#read(offset + tensor.offset, tensor.length, what);
  }

  /**
   * Fills `into` with the bytes at `offset` of a section, at once: for engines that call back while they wait.
   *
   * @throws {HologramError} `invalid` when the file has no such section, or it does not hold these bytes.
   */
  readAtSync(name: string, offset: number, into: Uint8Array): void {
    const section = this.#needSection(name);
    if (
      !Number.isSafeInteger(offset) || offset < 0 || into.length > section.length - offset
    ) {
      throw new HologramError(
        `Cannot read ${into.length} bytes at ${offset} of section ${
          label(name)
        } of ${this.path}: ` +
          `it has ${section.length} bytes`,
        { kind: "invalid" },
      );
    }
    readFullySync(this.#source, this.path, section.offset + offset, into);
  }

  /** Gives the file back; nothing can be read afterwards. Closing twice does no harm. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#source.close();
  }

  /** Closes the file at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }

  async #read(offset: number, length: number, what: string): Promise<Uint8Array<ArrayBuffer>> {
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = new Uint8Array(length);
    } catch (error) {
      throw new HologramError(
        `Cannot read ${what} of ${this.path}: its ${length} bytes do not fit in memory`,
        { kind: "too_large", cause: error },
      );
    }
    await readFully(this.#source, this.path, offset, bytes);
    return bytes;
  }

  #needSection(name: string): HoloSection {
    const section = this.#sections.get(name);
    if (section === undefined) throw this.#missing(`section ${label(name)}`);
    return section;
  }

  #missing(what: string): HologramError {
    return new HologramError(`Cannot read ${what} of ${this.path}: the file has none`, {
      kind: "invalid",
    });
  }

  #sectionError(name: string): string {
    return `Cannot read ${this.path}: section ${label(name)}`;
  }
}

function readIndex(
  source: ByteSource,
  path: string,
): { version: FormatVersion; index: HoloIndex } {
  const smallest = HEADER_LENGTH + TRAILER_LENGTH;
  if (source.size < smallest) {
    throw invalidHolo(path, `it has ${source.size} bytes, a .holo file at least ${smallest}`);
  }
  const read = (offset: number, length: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    readFullySync(source, path, offset, bytes);
    return bytes;
  };
  const version = decodeHeader(read(0, HEADER_LENGTH), path);
  const trailer = decodeTrailer(
    read(source.size - TRAILER_LENGTH, TRAILER_LENGTH),
    source.size,
    path,
  );
  const bytes = read(trailer.indexOffset, trailer.indexLength);
  const sha256 = createHash("sha256").update(bytes).digest();
  if (!sha256.equals(trailer.indexSha256)) {
    throw invalidHolo(path, "its index does not match the hash in its trailer");
  }
  const index = parseJson(bytes, holoIndexSchema, `Cannot open ${path}: its index`);
  checkLayout(index, trailer.indexOffset, path);
  for (const section of index.sections) checkSectionKind(section, path);
  return { version, index };
}
