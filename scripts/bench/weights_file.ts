import type { MessageInitShape } from "../../src/deps/protobuf.ts";
import { TensorProto_DataLocation, type TensorProtoSchema } from "../../src/onnx/onnx_pb.ts";
import { Type } from "../../tests/onnx/build_model.ts";

/** Numbers written at once: 4 MiB. */
const CHUNK = 2 ** 20;

/** A file of random weights, written tensor by tensor, to which an ONNX graph points as its external data. */
export class WeightsFile {
  readonly #file: Deno.FsFile;
  readonly #location: string;
  readonly #chunk = new Float32Array(CHUNK);
  #state = 0x9e3779b9;
  #length = 0;

  private constructor(file: Deno.FsFile, location: string) {
    this.#file = file;
    this.#location = location;
  }

  /** Creates the file, which the graph will call `location`. */
  static async create(path: string, location: string): Promise<WeightsFile> {
    return new WeightsFile(await Deno.open(path, { write: true, createNew: true }), location);
  }

  /**
   * Appends a tensor of float32, uniform in ±sqrt(3 / n) over n rows, so that a product with it keeps the variance.
   * Gives what the graph says of it.
   */
  async add(
    name: string,
    dims: readonly number[],
  ): Promise<MessageInitShape<typeof TensorProtoSchema>> {
    const offset = this.#length;
    const count = dims.reduce((product, each) => product * each, 1);
    const scale = Math.sqrt(3 / (dims.at(-2) ?? 1)) / 2 ** 31;
    for (let done = 0; done < count; done += CHUNK) {
      const part = this.#chunk.subarray(0, Math.min(CHUNK, count - done));
      this.#fill(part, scale);
      const bytes = new Uint8Array(part.buffer, 0, part.byteLength);
      for (let written = 0; written < bytes.length;) {
        written += await this.#file.write(bytes.subarray(written));
      }
    }
    this.#length += 4 * count;
    return {
      name,
      dataType: Type.FLOAT,
      dims: dims.map(BigInt),
      dataLocation: TensorProto_DataLocation.EXTERNAL,
      externalData: [
        { key: "location", value: this.#location },
        { key: "offset", value: String(offset) },
        { key: "length", value: String(4 * count) },
      ],
    };
  }

  /** Closes the file. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.sync();
    this.#file.close();
  }

  /** Marsaglia's xorshift with 32 bits: fast, and random enough for numbers that only take room. */
  #fill(numbers: Float32Array, scale: number): void {
    let state = this.#state;
    for (let i = 0; i < numbers.length; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      numbers[i] = state * scale;
    }
    this.#state = state;
  }
}
