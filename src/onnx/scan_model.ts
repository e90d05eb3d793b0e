import { HologramError } from "../base/mod.ts";
import { ByteSink } from "./byte_sink.ts";
import { FileWindow } from "./file_window.ts";

/** Tensor data of at least so many bytes stays in the file. */
export const BULK_THRESHOLD = 1024;

/** Deepest nesting of messages: a graph in a node in a graph takes four levels. */
const MAX_DEPTH = 100;

/** Most bytes that may be left when the tensor data is taken out. */
const MAX_SKELETON = 2 ** 30;

/**
 * The messages that lead to tensors, each with the fields that lead on, as `onnx.proto` numbers them.
 * A tensor is the end of every such path.
 */
const MESSAGES = {
  model: { 7: "graph", 20: "training", 25: "function" },
  training: { 1: "graph", 2: "graph" },
  function: { 7: "node", 11: "attribute" },
  graph: { 1: "node", 5: "tensor", 15: "sparse" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse" },
  sparse: { 1: "tensor", 2: "tensor" },
  tensor: {},
} as const;

type MessageKind = keyof typeof MESSAGES;

/** Wire types of protocol buffers. */
const VARINT = 0, FIXED64 = 1, LENGTH_DELIMITED = 2, FIXED32 = 5;

/** Fields of `TensorProto`. */
const DATA_TYPE = 2, FLOAT_DATA = 4, RAW_DATA = 9, DOUBLE_DATA = 10;
const EXTERNAL_DATA = 13, DATA_LOCATION = 14;

/** Data types whose packed typed field holds the very bytes of raw data. */
const FLOAT_TYPES = [1, 14], DOUBLE_TYPES = [11, 15];

/** One field of a message, as offsets in the file. */
interface Field {
  number: number;
  wire: number;
  /** Where its tag begins. */
  start: number;
  /** Where its contents begin: after the tag, and after the length if it has one. */
  content: number;
  end: number;
}

/**
 * Reads a model file of any size and gives the bytes of an equal `ModelProto` without the bulk of its data:
 * each tensor with {@linkcode BULK_THRESHOLD} bytes or more becomes an external one whose location is the
 * empty string, which stands for the model file itself, with the offset and length of its bytes there.
 * The memory taken is that of the result.
 *
 * Format: https://protobuf.dev/programming-guides/encoding and `onnx.proto`.
 *
 * @throws {HologramError} `invalid` when the file is not a protocol buffer message of this shape,
 * `too_large` when more than 1 GiB is left.
 */
export function scanModel(file: Deno.FsFile, size: number): Uint8Array<ArrayBuffer> {
  const sink = new ByteSink();
  new Scanner(new FileWindow(file)).message("model", 0, size, 0, sink);
  return sink.view();
}

class Scanner {
  readonly #window: FileWindow;

  constructor(window: FileWindow) {
    this.#window = window;
  }

  /** Writes the message between two offsets to the sink, without bulk data. */
  message(kind: MessageKind, start: number, end: number, depth: number, sink: ByteSink): void {
    if (kind === "tensor") return this.#tensor(start, end, sink);
    if (depth > MAX_DEPTH) throw malformed(`messages nest deeper than ${MAX_DEPTH} levels`);
    const children: Readonly<Record<number, MessageKind>> = MESSAGES[kind];
    let copied = start;
    for (let at = start; at < end;) {
      const field = this.#field(at, end);
      at = field.end;
      const child = children[field.number];
      if (child === undefined) continue;
      if (field.wire !== LENGTH_DELIMITED) {
        throw malformed(`field ${field.number} of a ${kind} is not a message`);
      }
      this.#copy(copied, field.start, sink);
      copied = at;
      const inner = new ByteSink();
      this.message(child, field.content, field.end, depth + 1, inner);
      sink.field(field.number, inner.view());
    }
    this.#copy(copied, end, sink);
  }

  #tensor(start: number, end: number, sink: ByteSink): void {
    const bulk = this.#bulkData(start, end);
    let copied = start;
    for (let at = start; bulk !== undefined && at < end;) {
      const field = this.#field(at, end);
      at = field.end;
      if (field.start !== bulk.start && field.number !== EXTERNAL_DATA) continue;
      this.#copy(copied, field.start, sink);
      copied = at;
    }
    this.#copy(copied, end, sink);
    if (bulk === undefined) return;
    entry(sink, "location", "");
    entry(sink, "offset", String(bulk.content));
    entry(sink, "length", String(bulk.end - bulk.content));
    sink.varint(DATA_LOCATION * 8 + VARINT);
    sink.varint(1);
  }

  /** The field of a tensor whose content is its raw bytes, if it is large enough to be left in the file. */
  #bulkData(start: number, end: number): Field | undefined {
    const fields = new Map<number, Field>();
    let type = 0;
    let external = false;
    for (let at = start; at < end;) {
      const field = this.#field(at, end);
      at = field.end;
      if (field.number === DATA_TYPE) type = this.#varint(field.content, end).value;
      if (field.number === DATA_LOCATION) {
        external = this.#varint(field.content, end).value !== 0;
      }
      if (![RAW_DATA, FLOAT_DATA, DOUBLE_DATA].includes(field.number)) continue;
      const twice = fields.has(field.number);
      if (field.number === RAW_DATA) {
        if (twice) throw malformed("a tensor has its raw data twice");
        if (field.wire !== LENGTH_DELIMITED) throw malformed("raw data is not bytes");
      } else if (twice || field.wire !== LENGTH_DELIMITED) {
        return undefined; // in several pieces: left to the decoder
      }
      fields.set(field.number, field);
    }
    const bulk = fields.get(RAW_DATA) ??
      (FLOAT_TYPES.includes(type) ? fields.get(FLOAT_DATA) : undefined) ??
      (DOUBLE_TYPES.includes(type) ? fields.get(DOUBLE_DATA) : undefined);
    return external || bulk === undefined || bulk.end - bulk.content < BULK_THRESHOLD
      ? undefined
      : bulk;
  }

  /** The field at an offset, checked against the end of its message. */
  #field(start: number, end: number): Field {
    const tag = this.#varint(start, end);
    const number = Math.floor(tag.value / 8);
    const wire = tag.value % 8;
    if (number === 0 || number >= 2 ** 29) throw malformed(`no field at byte ${start}`);
    let content = tag.end;
    let last: number;
    if (wire === VARINT) last = this.#varint(content, end).end;
    else if (wire === FIXED64) last = content + 8;
    else if (wire === FIXED32) last = content + 4;
    else if (wire === LENGTH_DELIMITED) {
      const length = this.#varint(content, end);
      content = length.end;
      last = content + length.value;
    } else throw malformed(`no field of a known kind at byte ${start}`);
    if (last > end) throw malformed(`the field at byte ${start} is longer than what holds it`);
    return { number, wire, start, content, end: last };
  }

  /** A number in base 128; beyond 2^53 it is only roughly right, which no length or tag may be. */
  #varint(start: number, end: number): { value: number; end: number } {
    let value = 0;
    for (let index = 0, scale = 1; index < 10; index++, scale *= 128) {
      if (start + index >= end) throw malformed(`the number at byte ${start} does not end`);
      const byte = this.#window.byteAt(start + index);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return { value, end: start + index + 1 };
    }
    throw malformed(`the number at byte ${start} is too long`);
  }

  #copy(start: number, end: number, sink: ByteSink): void {
    if (end - start + sink.length > MAX_SKELETON) throw tooLarge();
    this.#window.read(start, sink.reserve(end - start));
  }
}

/** Appends one key and value of `external_data`. */
function entry(sink: ByteSink, key: string, value: string): void {
  const encoder = new TextEncoder();
  const inner = new ByteSink();
  inner.field(1, encoder.encode(key));
  inner.field(2, encoder.encode(value));
  sink.field(EXTERNAL_DATA, inner.view());
}

function tooLarge(): HologramError {
  return new HologramError(
    "it holds more than 1 GiB besides the raw data of its tensors",
    { kind: "too_large" },
  );
}

function malformed(why: string): HologramError {
  return new HologramError(why, { kind: "invalid" });
}
