import { formatShape, HologramError, type Tensor, tensorFromBytes } from "../base/mod.ts";
import type { ValueInfo } from "../base/mod.ts";
import type { CacheEntry } from "../holo/mod.ts";

/** One entry with what the network says of its input. */
export interface CacheSlot extends CacheEntry {
  /** The input. */
  input: ValueInfo;
  /** Which dimension grows with the sequence. */
  axis: number;
}

/**
 * Finds out how an entry of the cache grows: `[batch, heads, sequence, size]` or another order, with the sequence as the
 * one open dimension besides the first.
 *
 * @throws {HologramError} `unsupported` when the input's shape is another.
 */
export function cacheSlot(entry: CacheEntry, input: ValueInfo): CacheSlot {
  const open = input.shape.flatMap((dimension, axis) => {
    return typeof dimension === "string" && axis > 0 ? [axis] : [];
  });
  const batch = input.shape[0];
  if (open.length !== 1 || (typeof batch === "number" && batch !== 1)) {
    throw new HologramError(
      `Cannot generate: the cache ${input.name} has the shape ${formatShape(input.shape)}, ` +
        "expected one sequence and one open dimension for its length",
      { kind: "unsupported" },
    );
  }
  return { ...entry, input, axis: open[0]! };
}

/** The keys and values of one sequence: the tensors that the network gave last, handed back as they came. */
export class KvCache {
  readonly #slots: readonly CacheSlot[];
  #tensors: Tensor[];
  #length = 0;

  /** Starts with nothing. */
  constructor(slots: readonly CacheSlot[]) {
    this.#slots = slots;
    this.#tensors = slots.map(({ input, axis }) => {
      const shape = input.shape.map((dimension, i) => {
        if (i === axis) return 0;
        return typeof dimension === "number" ? dimension : 1;
      });
      return tensorFromBytes(input.dtype, shape, new Uint8Array(0));
    });
  }

  /** Tokens in the cache. */
  get length(): number {
    return this.#length;
  }

  /** Adds the cache to what the network is fed. */
  feed(feeds: Map<string, Tensor>): void {
    this.#slots.forEach((slot, i) => feeds.set(slot.past, this.#tensors[i]!));
  }

  /**
   * Takes the grown cache from what the network gave.
   *
   * @throws {HologramError} `unsupported` when it did not grow to `length` tokens.
   */
  take(outputs: ReadonlyMap<string, Tensor>, length: number): void {
    this.#tensors = this.#slots.map(({ present, axis }) => {
      const tensor = outputs.get(present);
      if (tensor?.shape[axis] !== length) {
        throw new HologramError(
          `Cannot generate: the cache ${present} has the shape ${
            formatShape(tensor?.shape ?? [])
          }, ` +
            `expected ${length} tokens`,
          { kind: "unsupported" },
        );
      }
      return tensor;
    });
    this.#length = length;
  }
}
