import { byteLengthOf, type DType, elementCount } from "./dtype.ts";
import { HologramError } from "./hologram_error.ts";
import { formatShape, type Tensor, tensorBytes, tensorFromBytes } from "./tensor.ts";

/** Names that the Open Inference Protocol gives to element types, in its order. */
const DATATYPES: ReadonlyMap<DType, string> = new Map([
  ["bool", "BOOL"],
  ["uint8", "UINT8"],
  ["uint16", "UINT16"],
  ["uint32", "UINT32"],
  ["uint64", "UINT64"],
  ["int8", "INT8"],
  ["int16", "INT16"],
  ["int32", "INT32"],
  ["int64", "INT64"],
  ["float16", "FP16"],
  ["float32", "FP32"],
  ["float64", "FP64"],
  ["string", "BYTES"],
]);

/**
 * The name that the Open Inference Protocol gives to an element type: `FP32` for float32, `BYTES` for strings.
 *
 * @throws {HologramError} `unsupported` for a type that the protocol cannot carry or this version does not (bfloat16, ...).
 */
export function datatypeOf(dtype: DType): string {
  const datatype = DATATYPES.get(dtype);
  if (datatype !== undefined) return datatype;
  throw new HologramError(
    `Cannot transfer a tensor: ${dtype} is not one of ${[...DATATYPES.keys()].join(", ")}`,
    { kind: "unsupported" },
  );
}

/** The element type behind a name of the Open Inference Protocol; `undefined` for `BF16` and for what is no name of it. */
export function dtypeOfDatatype(datatype: string): DType | undefined {
  return [...DATATYPES].find(([, name]) => name === datatype)?.[0];
}

/**
 * A tensor as the protocol's binary extension carries it: row-major, little-endian, a boolean as one byte, a
 * string as its UTF-8 length in 4 bytes and its UTF-8 bytes. Numbers are a view, not a copy.
 *
 * @throws {HologramError} `invalid` for a string with a lone surrogate, which UTF-8 cannot hold; `unsupported` as
 * {@linkcode datatypeOf}.
 */
export function encodeBinaryTensor(tensor: Tensor): Uint8Array {
  datatypeOf(tensor.dtype);
  return Array.isArray(tensor.data) ? encodeStrings(tensor.data) : tensorBytes(tensor);
}

/**
 * Reads what {@linkcode encodeBinaryTensor} writes; numbers are a view of the bytes where their alignment allows it.
 *
 * @param what What the bytes are, for errors: `input "x"`.
 * @throws {HologramError} `invalid` when the bytes are not as many as the shape needs, a boolean is neither 0 nor 1, or
 * a string is not UTF-8.
 */
export function decodeBinaryTensor(
  dtype: DType,
  shape: number[],
  bytes: Uint8Array,
  what: string,
): Tensor {
  const datatype = datatypeOf(dtype);
  const count = elementCount(shape);
  if (dtype === "string") return { dtype, shape, data: decodeStrings(bytes, count, what) };
  const expected = byteLengthOf(dtype, count);
  if (bytes.length !== expected) {
    fail(what, `${datatype} ${formatShape(shape)} takes ${expected} bytes, got ${bytes.length}`);
  }
  if (dtype === "bool") {
    const wrong = bytes.findIndex((byte) => byte > 1);
    if (wrong !== -1) fail(what, `element ${wrong} is ${bytes[wrong]}, expected 0 or 1`);
  }
  return tensorFromBytes(dtype, shape, bytes);
}

/**
 * A body with binary tensors: the JSON, padded with spaces to a multiple of 8 bytes (so that the first tensor can be read in
 * place), and after it the tensors' bytes.
 *
 * @returns The body, and the length of its JSON for the header `Inference-Header-Content-Length`.
 */
export function joinBinaryBody(
  json: string,
  parts: readonly Uint8Array[],
): { body: Uint8Array<ArrayBuffer>; headerLength: number } {
  const header = new TextEncoder().encode(json);
  const headerLength = Math.ceil(header.length / 8) * 8;
  const body = new Uint8Array(parts.reduce((total, part) => total + part.length, headerLength));
  body.set(header);
  body.fill(0x20, header.length, headerLength);
  let offset = headerLength;
  for (const part of parts) {
    body.set(part, offset);
    offset += part.length;
  }
  return { body, headerLength };
}

function encodeStrings(strings: readonly string[]): Uint8Array {
  const encoder = new TextEncoder();
  const encoded = strings.map((text, index) => {
    if (text.isWellFormed()) return encoder.encode(text);
    throw new HologramError(
      `Cannot transfer a tensor: string ${index} has a lone surrogate, which UTF-8 cannot hold`,
      { kind: "invalid" },
    );
  });
  const bytes = new Uint8Array(encoded.reduce((total, text) => total + 4 + text.length, 0));
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const text of encoded) {
    view.setUint32(offset, text.length, true);
    bytes.set(text, offset + 4);
    offset += 4 + text.length;
  }
  return bytes;
}

function decodeStrings(bytes: Uint8Array, count: number, what: string): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const strings: string[] = [];
  let offset = 0;
  while (offset < bytes.length && strings.length < count) {
    const start = offset + 4;
    const end = start <= bytes.length ? start + view.getUint32(offset, true) : Infinity;
    if (end > bytes.length) {
      fail(what, `its ${bytes.length} bytes end inside string ${strings.length}`);
    }
    try {
      strings.push(decoder.decode(bytes.subarray(start, end)));
    } catch (cause) {
      fail(what, `string ${strings.length} is not valid UTF-8`, cause);
    }
    offset = end;
  }
  if (strings.length !== count || offset !== bytes.length) {
    const got = `${strings.length} in ${offset} of ${bytes.length} bytes`;
    fail(what, `expected ${count} strings and nothing after them, got ${got}`);
  }
  return strings;
}

function fail(what: string, why: string, cause?: unknown): never {
  throw new HologramError(`Cannot read ${what}: ${why}`, { kind: "invalid", cause });
}
