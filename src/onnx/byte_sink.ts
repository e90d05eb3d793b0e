/** Bytes that grow at the end, with the few protocol buffer encodings that the scanner writes. */
export class ByteSink {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(64);
  #length = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** What was written: a view, valid until the next write. */
  view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Appends bytes. */
  bytes(bytes: Uint8Array): void {
    this.reserve(bytes.length).set(bytes);
  }

  /** Appends `length` bytes and gives the range for the caller to fill. */
  reserve(length: number): Uint8Array<ArrayBuffer> {
    const start = this.#length;
    const end = start + length;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, 2 * this.#bytes.length));
      grown.set(this.#bytes.subarray(0, start));
      this.#bytes = grown;
    }
    this.#length = end;
    return this.#bytes.subarray(start, end);
  }

  /** Appends an unsigned number in base 128, low digits first. */
  varint(value: number): void {
    while (value >= 0x80) {
      this.reserve(1)[0] = (value % 0x80) | 0x80;
      value = Math.floor(value / 0x80);
    }
    this.reserve(1)[0] = value;
  }

  /** Appends a length-delimited field. */
  field(number: number, bytes: Uint8Array): void {
    this.varint(number * 8 + 2);
    this.varint(bytes.length);
    this.bytes(bytes);
  }
}
