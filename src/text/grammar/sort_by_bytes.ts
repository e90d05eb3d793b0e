/** Bytes that stand one after the other. */
export interface Strings {
  /** The bytes of all. */
  data: Uint8Array;
  /** Where each starts in `data`; one more entry ends the last. */
  starts: Int32Array;
}

/** Ranges up to this size are sorted by insertion. */
const FEW = 16;

/**
 * Sorts strings by their bytes, the shorter of two that begin alike first; those that are equal keep their order. By
 * distribution, from the first byte on (MSD radix sort), and by insertion where few are left.
 *
 * @param order Numbers of strings; sorted in place.
 */
export function sortByBytes(strings: Strings, order: Int32Array): void {
  new Sorter(strings, order).sort(0, order.length, 0);
}

class Sorter {
  readonly #data: Uint8Array;
  readonly #starts: Int32Array;
  readonly #order: Int32Array;
  readonly #copy: Int32Array;

  constructor({ data, starts }: Strings, order: Int32Array) {
    this.#data = data;
    this.#starts = starts;
    this.#order = order;
    this.#copy = new Int32Array(order.length);
  }

  /** Sorts a range of which the strings have the first `depth` bytes in common. */
  sort(from: number, to: number, depth: number): void {
    if (to - from <= FEW) return this.#insert(from, to, depth);
    const order = this.#order;
    const copy = this.#copy;
    const ends = new Int32Array(257);
    for (let i = from; i < to; i++) ends[this.#key(order[i]!, depth)]!++;
    for (let key = 1; key < 257; key++) ends[key]! += ends[key - 1]!;
    for (let i = to - 1; i >= from; i--) {
      copy[from + --ends[this.#key(order[i]!, depth)]!] = order[i]!;
    }
    // The ends have become starts.
    for (let i = from; i < to; i++) order[i] = copy[i]!;
    for (let key = 1; key < 257; key++) {
      const start = from + ends[key]!;
      const end = key === 256 ? to : from + ends[key + 1]!;
      if (end - start > 1) this.sort(start, end, depth + 1);
    }
  }

  /** 0 behind the end, which comes first, else the byte and 1. */
  #key(string: number, depth: number): number {
    const at = this.#starts[string]! + depth;
    return at < this.#starts[string + 1]! ? this.#data[at]! + 1 : 0;
  }

  #insert(from: number, to: number, depth: number): void {
    const order = this.#order;
    for (let i = from + 1; i < to; i++) {
      const moved = order[i]!;
      let j = i;
      for (; j > from && this.#isAfter(order[j - 1]!, moved, depth); j--) order[j] = order[j - 1]!;
      order[j] = moved;
    }
  }

  #isAfter(a: number, b: number, depth: number): boolean {
    const data = this.#data;
    let i = this.#starts[a]! + depth;
    let j = this.#starts[b]! + depth;
    const endA = this.#starts[a + 1]!;
    const endB = this.#starts[b + 1]!;
    while (i < endA && j < endB && data[i] === data[j]) i++, j++;
    return i < endA && (j === endB || data[i]! > data[j]!);
  }
}
