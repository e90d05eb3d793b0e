/** Reads bytes of a weights section: fills `into` from `offset` within the section. */
export type ReadWeights = (offset: number, into: Uint8Array) => void;

/**
 * A weights section that onnxruntime-web can read as external data without the whole of it in memory.
 *
 * The engine asks for one tensor at a time with `subarray` and copies it into its own heap at once, so the
 * view reads that range of the file into a scratch buffer that the next call reuses. This leans on how
 * onnxruntime-web 1.30 loads external data (`byteLength` and `subarray` are all that it calls); a test keeps it.
 */
export class ExternalWeights extends Uint8Array {
  readonly #read: ReadWeights;
  readonly #length: number;
  #scratch: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  /** Makes a view of a section of `length` bytes. */
  constructor(read: ReadWeights, length: number) {
    super(0);
    this.#read = read;
    this.#length = length;
  }

  /** Methods inherited from `Uint8Array` that make arrays make plain ones. */
  static get [Symbol.species](): Uint8ArrayConstructor {
    return Uint8Array;
  }

  /** Bytes of the section, though none is held. */
  override get byteLength(): number {
    return this.#length;
  }

  /** As `byteLength`. */
  override get length(): number {
    return this.#length;
  }

  /** Bytes `begin` to `end` of the section, valid until the next call. */
  override subarray(begin = 0, end: number = this.#length): Uint8Array<ArrayBuffer> {
    const size = end - begin;
    if (this.#scratch.byteLength < size) this.#scratch = new Uint8Array(size);
    const range = new Uint8Array(this.#scratch.buffer, 0, size);
    this.#read(begin, range);
    return range;
  }

  /** Lets go of the scratch buffer, once the engine has loaded. */
  release(): void {
    this.#scratch = new Uint8Array(0);
  }
}
