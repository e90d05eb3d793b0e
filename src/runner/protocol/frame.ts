import { HologramError } from "../../base/mod.ts";

/**
 * One message between a server and a runner: a JSON header and the bytes of any tensors behind it.
 *
 * On the wire: the characters `HF`, two zero bytes, u32 header length, u64 payload length, the header in UTF-8,
 * the payload. Little-endian.
 */
export interface Frame {
  /** What the message says. */
  header: unknown;
  /** Bytes of the tensors that the header lists, one after the other. */
  payload: Uint8Array<ArrayBuffer>;
}

const PREFIX = 16;
const MAGIC = 0x4648; // "HF"
/** A payload up to this length is joined to its header: one write costs less than a small copy. */
const JOINED = 64 * 1024;
const MAX_HEADER = 256 * 1024 * 1024;

/** Writes a frame to a stream; large payloads as chunks of their own, so that tensors are not copied. */
export async function writeFrame(
  writer: WritableStreamDefaultWriter<Uint8Array>,
  header: unknown,
  payload: readonly Uint8Array[] = [],
): Promise<void> {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = payload.reduce((sum, part) => sum + part.byteLength, 0);
  const joined = length <= JOINED;
  const head = new Uint8Array(PREFIX + json.byteLength + (joined ? length : 0));
  const view = new DataView(head.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, json.byteLength, true);
  view.setBigUint64(8, BigInt(length), true);
  head.set(json, PREFIX);
  if (joined) {
    let at = PREFIX + json.byteLength;
    for (const part of payload) {
      head.set(part, at);
      at += part.byteLength;
    }
    await writer.write(head);
  } else {
    await Promise.all([head, ...payload].map((part) => writer.write(part)));
  }
}

/**
 * The frames of a stream, until its end.
 *
 * @throws {HologramError} when the bytes are no frame, or the stream ends inside one.
 */
export async function* readFrames(stream: ReadableStream<Uint8Array>): AsyncGenerator<Frame> {
  const bytes = new ByteReader(stream);
  try {
    while (true) {
      const prefix = await bytes.read(PREFIX, true);
      if (prefix === undefined) return;
      const view = new DataView(prefix.buffer);
      const headerLength = view.getUint32(4, true);
      if (view.getUint32(0, true) !== MAGIC || headerLength > MAX_HEADER) {
        throw new HologramError("Cannot read a message of the runner: it is not a frame");
      }
      const header = await bytes.read(headerLength);
      const payload = await bytes.read(Number(view.getBigUint64(8, true)));
      yield { header: JSON.parse(new TextDecoder().decode(header)), payload };
    }
  } finally {
    await bytes.cancel();
  }
}

/** Reads exact numbers of bytes from a stream of chunks of any size. */
class ByteReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  read(length: number): Promise<Uint8Array<ArrayBuffer>>;
  read(length: number, mayEnd: true): Promise<Uint8Array<ArrayBuffer> | undefined>;
  async read(length: number, mayEnd = false): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const result = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      if (this.#chunk.byteLength === 0) {
        const { done, value } = await this.#reader.read();
        if (done) {
          if (mayEnd && filled === 0) return undefined;
          throw new HologramError("Cannot read a message of the runner: it ends in the middle");
        }
        this.#chunk = value;
      }
      const part = this.#chunk.subarray(0, length - filled);
      result.set(part, filled);
      filled += part.byteLength;
      this.#chunk = this.#chunk.subarray(part.byteLength);
    }
    return result;
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }
}
