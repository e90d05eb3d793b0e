/** A part of a file: from its first byte up to, but not including, `end`. */
export interface ByteRange {
  /** Offset of the first byte. */
  start: number;
  /** Offset after the last byte; may be infinite where a file's length is not known. */
  end: number;
}

/** Which bytes of a file there are: ranges in order that neither overlap nor touch. */
export class ByteRanges {
  #ranges: ByteRange[] = [];

  /** Makes ranges of pairs of start and end. */
  static from(pairs: Iterable<readonly [number, number]>): ByteRanges {
    const ranges = new ByteRanges();
    for (const [start, end] of pairs) ranges.add(start, end);
    return ranges;
  }

  /** How many bytes there are. */
  get covered(): number {
    return this.#ranges.reduce((total, { start, end }) => total + end - start, 0);
  }

  /** Offset after the last byte; 0 where there is none. */
  get end(): number {
    return this.#ranges.at(-1)?.end ?? 0;
  }

  /** Adds the bytes from `start` up to `end`. */
  add(start: number, end: number): void {
    if (start >= end) return;
    const before = this.#ranges.filter((range) => range.end < start);
    const after = this.#ranges.filter((range) => range.start > end);
    const joined = this.#ranges.slice(before.length, this.#ranges.length - after.length);
    for (const range of joined) {
      start = Math.min(start, range.start);
      end = Math.max(end, range.end);
    }
    this.#ranges = [...before, { start, end }, ...after];
  }

  /** Forgets all bytes. */
  clear(): void {
    this.#ranges = [];
  }

  /** What is missing up to `end`, in order. */
  missing(end: number): ByteRange[] {
    const gaps: ByteRange[] = [];
    let at = 0;
    for (const range of this.#ranges) {
      if (range.start >= end) break;
      if (range.start > at) gaps.push({ start: at, end: range.start });
      at = range.end;
    }
    if (at < end) gaps.push({ start: at, end });
    return gaps;
  }

  /** Up to where all bytes from an offset on are there; the offset itself where none is. */
  reach(from: number): number {
    return this.#ranges.find(({ start, end }) => start <= from && from < end)?.end ?? from;
  }

  /** Pairs of start and end, in order. */
  pairs(): [number, number][] {
    return this.#ranges.map(({ start, end }) => [start, end]);
  }
}
