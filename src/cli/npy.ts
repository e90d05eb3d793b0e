import {
  type DType,
  elementCount,
  formatShape,
  HologramError,
  type Tensor,
  tensorBytes,
  tensorFromBytes,
} from "../base/mod.ts";

/** What NumPy's type codes stand for, without their byte order. */
const CODES: Readonly<Record<string, DType>> = {
  b1: "bool",
  i1: "int8",
  i2: "int16",
  i4: "int32",
  i8: "int64",
  u1: "uint8",
  u2: "uint16",
  u4: "uint32",
  u8: "uint64",
  f2: "float16",
  f4: "float32",
  f8: "float64",
};

/** Far more than any array needs; NumPy itself stops at 10,000. */
const MAX_HEADER = 65_535;
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // "\x93NUMPY"

/**
 * Reads an array of NumPy's `.npy` format, versions 1.0 to 3.0, in either byte order, in C or Fortran order. Unicode
 * strings (`U`) become a tensor of strings, without the NULs that pad them.
 *
 * The format is described at https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
 *
 * @throws {HologramError} `invalid` for what is no such file, `unsupported` for an array of another type (objects, byte
 * strings, records, ...).
 */
export function decodeNpy(bytes: Uint8Array): Tensor {
  const { descr, fortranOrder, shape, dataStart } = readHeader(bytes);
  const match = /^([<>|=])(\w\d+)$/.exec(descr);
  const [, order, code] = match ?? [];
  const dtype = code?.startsWith("U") ? "string" : CODES[code ?? ""];
  if (dtype === undefined) {
    const known = `expected ${Object.keys(CODES).join(", ")} or U`;
    throw new HologramError(`Cannot read the .npy file: type ${descr} is not supported, ${known}`, {
      kind: "unsupported",
    });
  }
  const itemSize = dtype === "string" ? 4 * Number(code!.slice(1)) : Number(code!.slice(1));
  const data = bytes.subarray(dataStart);
  const count = elementCount(shape);
  if (data.length !== count * itemSize) {
    fail(`${descr} ${formatShape(shape)} takes ${count * itemSize} bytes, got ${data.length}`);
  }
  const swapped = order === ">" ? swapBytes(data, dtype === "string" ? 4 : itemSize) : data;
  const ordered = fortranOrder ? toRowMajor(swapped, shape, itemSize) : swapped;
  if (dtype === "string") return { dtype, shape, data: decodeStrings(ordered, count, itemSize) };
  if (dtype === "bool" && ordered.some((byte) => byte > 1)) fail("a boolean is neither 0 nor 1");
  return tensorFromBytes(dtype, shape, ordered);
}

/**
 * Writes a tensor in NumPy's `.npy` format, version 1.0, little-endian and in C order; strings as `U`, as wide as the
 * longest.
 *
 * @throws {HologramError} `unsupported` for a type that NumPy does not have, `invalid` for strings that `U` cannot hold:
 * with a NUL at their end, which NumPy takes for padding, or with a lone surrogate.
 */
export function encodeNpy(tensor: Tensor): Uint8Array<ArrayBuffer> {
  const { descr, data } = Array.isArray(tensor.data)
    ? encodeStrings(tensor.data)
    : { descr: descrOf(tensor.dtype), data: tensorBytes(tensor) };
  const { shape } = tensor;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const dataStart = Math.ceil((10 + header.length + 1) / 64) * 64;
  const bytes = new Uint8Array(dataStart + data.length);
  bytes.set(MAGIC);
  bytes[6] = 1;
  new DataView(bytes.buffer).setUint16(8, dataStart - 10, true);
  bytes.set(new TextEncoder().encode(`${header.padEnd(dataStart - 11)}\n`), 10);
  bytes.set(data, dataStart);
  return bytes;
}

interface Header {
  descr: string;
  fortranOrder: boolean;
  shape: number[];
  /** Where the elements start. */
  dataStart: number;
}

function readHeader(bytes: Uint8Array): Header {
  if (bytes.length < 10 || MAGIC.some((byte, index) => bytes[index] !== byte)) {
    fail("expected a file that starts with \\x93NUMPY");
  }
  const major = bytes[6]!;
  if (major < 1 || major > 3) fail(`expected version 1 to 3 of the format, got ${major}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerStart = major === 1 ? 10 : 12;
  if (bytes.length < headerStart) fail("the file ends inside its header");
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const dataStart = headerStart + length;
  if (length > MAX_HEADER) fail(`expected a header of at most ${MAX_HEADER} bytes, got ${length}`);
  if (dataStart > bytes.length) {
    fail(`its header takes ${length} bytes, but ${bytes.length - headerStart} are left`);
  }
  const encoding = major === 3 ? "utf-8" : "latin1";
  const text = new TextDecoder(encoding).decode(bytes.subarray(headerStart, dataStart));
  return { ...parseHeader(text), dataStart };
}

/** The header is a Python dictionary with three entries, in any order. */
function parseHeader(text: string): Omit<Header, "dataStart"> {
  const entry = (name: string, value: string): string | undefined =>
    new RegExp(`[{,]\\s*(?:'${name}'|"${name}")\\s*:\\s*(${value})\\s*(?=[,}])`).exec(text)?.[1];
  const shown = JSON.stringify(text.trim().slice(0, 200));
  const descr = entry("descr", `'[^']*'|"[^"]*"|\\[.*\\]|\\(.*\\)`);
  const order = entry("fortran_order", "True|False");
  const shape = entry("shape", "\\([\\s\\dL,]*\\)");
  if (descr === undefined || order === undefined || shape === undefined) {
    fail(`expected a header with descr, fortran_order and shape, got ${shown}`);
  }
  const lengths = shape.slice(1, -1).split(",").map((item) => item.trim());
  if (lengths.at(-1) === "") lengths.pop();
  const dimensions = lengths.map((item) => /^\d+L?$/.test(item) ? parseInt(item) : NaN);
  if (!dimensions.every(Number.isSafeInteger)) fail(`expected a shape, got ${shape}`);
  const isText = descr[0] === "'" || descr[0] === '"';
  return {
    descr: isText ? descr.slice(1, -1) : descr,
    fortranOrder: order === "True",
    shape: dimensions,
  };
}

/** A copy with the bytes of each unit reversed. */
function swapBytes(bytes: Uint8Array, unit: number): Uint8Array {
  const swapped = bytes.slice();
  for (let offset = 0; offset < swapped.length; offset += unit) {
    swapped.subarray(offset, offset + unit).reverse();
  }
  return swapped;
}

/** A copy in which the last dimension varies fastest, of elements in which the first does. */
function toRowMajor(bytes: Uint8Array, shape: readonly number[], itemSize: number): Uint8Array {
  const ordered = new Uint8Array(bytes.length);
  const strides: number[] = [];
  shape.reduce((stride, length, axis) => (strides[axis] = stride) * length, 1);
  const place = shape.map(() => 0);
  let source = 0;
  for (let target = 0; target < bytes.length; target += itemSize) {
    const from = source * itemSize;
    for (let byte = 0; byte < itemSize; byte++) ordered[target + byte] = bytes[from + byte]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += strides[axis]!;
      if (++place[axis]! < shape[axis]!) break;
      source -= strides[axis]! * shape[axis]!;
      place[axis] = 0;
    }
  }
  return ordered;
}

/** Strings of a fixed width in UCS-4, padded with NULs. */
function decodeStrings(bytes: Uint8Array, count: number, itemSize: number): string[] {
  if (itemSize === 0 && count > 0) {
    fail(`expected strings of at least one character, got ${count} of none`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const strings: string[] = [];
  for (let start = 0; start < bytes.length; start += itemSize) {
    let end = start + itemSize;
    while (end > start && view.getUint32(end - 4, true) === 0) end -= 4;
    let text = "";
    for (let offset = start; offset < end; offset += 4) {
      const point = view.getUint32(offset, true);
      if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) {
        fail(`string ${strings.length} has the code ${point}, which is no Unicode character`);
      }
      text += String.fromCodePoint(point);
    }
    strings.push(text);
  }
  return strings;
}

function encodeStrings(strings: readonly string[]): { descr: string; data: Uint8Array } {
  const wrong = strings.findIndex((text) => text.endsWith("\0") || !text.isWellFormed());
  if (wrong !== -1) {
    const why = "ends with a NUL or has a lone surrogate, which the type U cannot hold";
    throw new HologramError(`Cannot write the .npy file: string ${wrong} ${why}`, {
      kind: "invalid",
    });
  }
  const points = strings.map((text) => Array.from(text, (character) => character.codePointAt(0)!));
  const width = points.reduce((widest, { length }) => Math.max(widest, length), 1);
  const data = new Uint8Array(strings.length * width * 4);
  const view = new DataView(data.buffer);
  for (const [row, codes] of points.entries()) {
    for (const [column, code] of codes.entries()) {
      view.setUint32((row * width + column) * 4, code, true);
    }
  }
  return { descr: `<U${width}`, data };
}

function descrOf(dtype: DType): string {
  const code = Object.keys(CODES).find((key) => CODES[key] === dtype);
  if (code === undefined) {
    throw new HologramError(`Cannot write the .npy file: NumPy has no type ${dtype}`, {
      kind: "unsupported",
    });
  }
  return `${code.endsWith("1") ? "|" : "<"}${code}`;
}

function fail(why: string): never {
  throw new HologramError(`Cannot read the .npy file: ${why}`, { kind: "invalid" });
}
