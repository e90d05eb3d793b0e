import { invalidHolo, label, unsupportedHolo } from "./holo_error.ts";

/** Version of the format that this program writes, and of which it reads every minor version. */
export const FORMAT_MAJOR = 1;
/** Minor version of the format that this program writes. */
export const FORMAT_MINOR = 0;
/** Bytes of the header, at the start of a file. */
export const HEADER_LENGTH = 64;
/** Bytes of the trailer, at the end of a file. */
export const TRAILER_LENGTH = 64;
/** Sections start on multiples of this, counted from the start of the file. */
export const SECTION_ALIGNMENT = 4096;
/** Tensors start on multiples of this, counted from the start of their section. */
export const TENSOR_ALIGNMENT = 64;
/** Bytes of a section that one hash covers; the last chunk of a section may be shorter. */
export const CHUNK_LENGTH = 64 * 2 ** 20;
/** Most bytes of a `weights.N` section: onnxruntime-web fails on offsets over 4 GiB. */
export const MAX_WEIGHTS_LENGTH = 2 * 2 ** 30;
/**
 * Most bytes of an index, enough for 250,000 tensors. Parsed JSON takes up to 35 times its text, so that a
 * longer hostile one could exhaust the memory.
 */
export const MAX_INDEX_LENGTH = 32 * 2 ** 20;
/** Most bytes of a section that is read as JSON, for the same reason; the largest tokenizers take half of it. */
export const MAX_JSON_LENGTH = 64 * 2 ** 20;

const HEADER_MAGIC = "HOLO";
const TRAILER_MAGIC = "OLOH";

/** The format version that a file is written in. */
export interface FormatVersion {
  /** Readers of a major version read that one alone. */
  major: number;
  /** Minor versions add what an older reader may skip. */
  minor: number;
}

/** What the trailer says. */
export interface Trailer {
  /** Bytes from the start of the file to the index. */
  indexOffset: number;
  /** Bytes of the index. */
  indexLength: number;
  /** SHA-256 of the index, 32 bytes. */
  indexSha256: Uint8Array;
}

/** The smallest multiple of `alignment` that is not below `offset`. */
export function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

/** The first 64 bytes of a file: magic, u16 major, u16 minor, zeros. */
export function encodeHeader(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_LENGTH);
  const view = new DataView(bytes.buffer);
  writeMagic(bytes, 0, HEADER_MAGIC);
  view.setUint16(4, FORMAT_MAJOR, true);
  view.setUint16(6, FORMAT_MINOR, true);
  return bytes;
}

/**
 * Reads a header of 64 bytes; its reserved bytes are ignored.
 *
 * @throws {HologramError} `invalid` when it is of something else, `unsupported` when it is of another major version.
 */
export function decodeHeader(bytes: Uint8Array, path: string): FormatVersion {
  const magic = readMagic(bytes, 0);
  if (magic !== HEADER_MAGIC) {
    throw invalidHolo(path, `it starts with ${label(magic)}, a .holo file with ${HEADER_MAGIC}`);
  }
  const view = viewOf(bytes);
  const major = view.getUint16(4, true);
  if (major !== FORMAT_MAJOR) {
    throw unsupportedHolo(
      path,
      `it has format version ${major}, this program reads version ${FORMAT_MAJOR}`,
    );
  }
  return { major, minor: view.getUint16(6, true) };
}

/** The last 64 bytes of a file: u64 index offset, u64 index length, SHA-256 of the index, u16 major, zeros, magic. */
export function encodeTrailer(trailer: Trailer): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(TRAILER_LENGTH);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(trailer.indexOffset), true);
  view.setBigUint64(8, BigInt(trailer.indexLength), true);
  bytes.set(trailer.indexSha256, 16);
  view.setUint16(48, FORMAT_MAJOR, true);
  writeMagic(bytes, 60, TRAILER_MAGIC);
  return bytes;
}

/**
 * Reads a trailer of 64 bytes, of a file of `size` bytes, and checks that the index lies within the file; reserved
 * bytes are ignored.
 *
 * @throws {HologramError} `invalid` when it is no trailer or its index cannot be there.
 */
export function decodeTrailer(bytes: Uint8Array, size: number, path: string): Trailer {
  if (readMagic(bytes, 60) !== TRAILER_MAGIC) {
    throw invalidHolo(path, `it does not end with ${TRAILER_MAGIC}: it is cut off or overwritten`);
  }
  const view = viewOf(bytes);
  const major = view.getUint16(48, true);
  if (major !== FORMAT_MAJOR) {
    throw invalidHolo(path, `its header names version ${FORMAT_MAJOR}, its trailer ${major}`);
  }
  const offset = view.getBigUint64(0, true);
  const length = view.getBigUint64(8, true);
  if (offset < BigInt(HEADER_LENGTH)) {
    throw invalidHolo(path, `its index starts at ${offset}, inside the header`);
  }
  if (offset + length > BigInt(size - TRAILER_LENGTH)) {
    throw invalidHolo(
      path,
      `its index ends at ${offset + length}, past the trailer at ${size - TRAILER_LENGTH}`,
    );
  }
  if (length > BigInt(MAX_INDEX_LENGTH)) {
    throw invalidHolo(path, `its index has ${length} bytes, at most ${MAX_INDEX_LENGTH} are read`);
  }
  return {
    indexOffset: Number(offset),
    indexLength: Number(length),
    indexSha256: bytes.slice(16, 48),
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function writeMagic(bytes: Uint8Array, offset: number, magic: string): void {
  bytes.set(new TextEncoder().encode(magic), offset);
}

function readMagic(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}
