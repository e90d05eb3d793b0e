import {
  formatShape,
  HologramError,
  type Tensor,
  tensorFromBytes,
  type ValueInfo,
} from "../base/mod.ts";
import type { EmbeddingSection } from "../holo/mod.ts";
import type { Session } from "../runtime/mod.ts";
import { poolVectors } from "./embedding_pooling.ts";

/** A network that turns tokens into vectors, with the roles of its inputs and outputs checked. */
export class EmbeddingEncoder {
  readonly #session: Session;
  readonly #section: EmbeddingSection;
  readonly #inputs: ReadonlyMap<string, ValueInfo>;
  /** Rows that the network takes, where that is fixed. */
  readonly #fixedRows: number | undefined;
  /** Tokens in a row that the network takes, where that is fixed. */
  readonly paddedTo: number | undefined;

  /**
   * Checks the roles against the network.
   *
   * @throws {HologramError} `invalid` when a role names an input or output that the network lacks, or an input has none.
   */
  constructor(session: Session, section: EmbeddingSection) {
    this.#session = session;
    this.#section = section;
    this.#inputs = new Map(session.inputs.map((input) => [input.name, input]));
    const { past, output, output_kind: _, ...others } = section.encoder;
    const named = new Set([...past, ...Object.values(others)]);
    const missing = [...named].find((name) => !this.#inputs.has(name));
    if (missing !== undefined) throw unfit(`it has no input ${missing}`);
    const unknown = session.inputs.find(({ name }) => !named.has(name));
    if (unknown !== undefined) throw unfit(`nothing says what its input ${unknown.name} takes`);
    if (!session.outputs.some(({ name }) => name === output)) {
      throw unfit(`it has no output ${output}`);
    }
    const [rows, sequence] = this.#inputs.get(section.encoder.input_ids)!.shape;
    this.#fixedRows = typeof rows === "number" ? rows : undefined;
    this.paddedTo = typeof sequence === "number" ? sequence : undefined;
  }

  /** How many texts one run may have. */
  get mostRows(): number {
    return this.#section.row_by_row ? 1 : this.#fixedRows ?? Infinity;
  }

  /**
   * The vector of each text.
   *
   * @param rows Their tokens, at most {@linkcode mostRows}, each of at least one.
   * @param signal Ends the run before it begins.
   * @throws {HologramError} `unsupported` when the network gives something else than its roles say.
   */
  async encode(
    rows: readonly (readonly number[])[],
    signal?: AbortSignal,
  ): Promise<Float32Array[]> {
    const { encoder, pooling = "mean" } = this.#section;
    const length = this.paddedTo ?? Math.max(...rows.map((row) => row.length));
    const count = this.#fixedRows ?? rows.length;
    // A network of a fixed size gets the first text again where there is none.
    const filled = Array.from({ length: count }, (_, i) => rows[i] ?? rows[0]!);
    const feeds = this.#feeds(filled, length);
    const outputs = await this.#session.run(feeds, { outputs: [encoder.output], signal });
    const { data, shape } = outputs.get(encoder.output)!;
    const width = shape.at(-1) ?? 0;
    const isTokens = encoder.output_kind === "tokens";
    const expected = isTokens ? [count, length, width] : [count, width];
    const isFloat = data instanceof Float32Array || data instanceof Float16Array;
    if (!isFloat || formatShape(shape) !== formatShape(expected)) {
      throw new HologramError(
        `Cannot embed: the network's output ${encoder.output} has the shape ${
          formatShape(shape)
        }, ` +
          `expected numbers of ${formatShape(expected)}`,
        { kind: "unsupported" },
      );
    }
    return rows.map((row, i) => {
      if (!isTokens) return Float32Array.from(data.subarray(i * width, (i + 1) * width));
      const start = i * length * width;
      return poolVectors(data.subarray(start, start + row.length * width), width, pooling);
    });
  }

  #feeds(rows: readonly (readonly number[])[], length: number): Map<string, Tensor> {
    const { encoder, pad_token_id, first_position } = this.#section;
    const shape = [rows.length, length];
    const feeds = new Map<string, Tensor>();
    const put = (
      name: string | undefined,
      valueAt: (row: readonly number[], i: number) => number,
    ) => {
      if (name === undefined) return;
      const values = rows.flatMap((row) => Array.from({ length }, (_, i) => valueAt(row, i)));
      feeds.set(name, numberTensor(this.#inputs.get(name)!, shape, values));
    };
    put(encoder.input_ids, (row, i) => row[i] ?? pad_token_id);
    put(encoder.attention_mask, (row, i) => i < row.length ? 1 : 0);
    put(encoder.token_type_ids, () => 0);
    put(encoder.position_ids, (_, i) => first_position + i);
    for (const name of encoder.past) {
      feeds.set(name, emptyCache(this.#inputs.get(name)!, rows.length));
    }
    if (encoder.use_cache_branch !== undefined) {
      feeds.set(encoder.use_cache_branch, { dtype: "bool", shape: [1], data: Uint8Array.of(0) });
    }
    return feeds;
  }
}

function numberTensor(input: ValueInfo, shape: number[], values: readonly number[]): Tensor {
  const { dtype } = input;
  switch (dtype) {
    case "int64":
      return { dtype, shape, data: BigInt64Array.from(values, BigInt) };
    case "int32":
      return { dtype, shape, data: Int32Array.from(values) };
    case "float32":
      return { dtype, shape, data: Float32Array.from(values) };
    case "bool":
      return { dtype, shape, data: Uint8Array.from(values) };
    default:
      throw unfit(`its input ${input.name} is ${dtype}, expected whole numbers`);
  }
}

/** A cache of no tokens: the one open dimension besides the first is the sequence. */
function emptyCache(input: ValueInfo, rows: number): Tensor {
  const shape = input.shape.map((dimension, axis) => {
    if (axis === 0) return rows;
    return typeof dimension === "number" ? dimension : 0;
  });
  if (shape.filter((dimension) => dimension === 0).length !== 1) {
    throw unfit(`the cache ${input.name} has the shape ${formatShape(input.shape)}`);
  }
  return tensorFromBytes(input.dtype, shape, new Uint8Array(0));
}

function unfit(why: string): HologramError {
  return new HologramError(`Cannot embed with the network: ${why}`, { kind: "invalid" });
}
