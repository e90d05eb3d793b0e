/** A set of Unicode scalar values: ascending bounds `low, high, low, high, ...`, both inclusive, no two ranges touching. */
export type CodePoints = readonly number[];

/** Every Unicode scalar value: all code points but the surrogates. */
export const ALL_CODE_POINTS: CodePoints = [0, 0xd7ff, 0xe000, 0x10ffff];

/** The set of some ranges, given as `low, high` pairs in any order; surrogates are left out. */
export function codePoints(...bounds: number[]): CodePoints {
  const ranges: [number, number][] = [];
  for (let i = 0; i < bounds.length; i += 2) ranges.push([bounds[i]!, bounds[i + 1]!]);
  ranges.sort((a, b) => a[0] - b[0]);
  const result: number[] = [];
  for (const [low, high] of ranges) {
    if (result.length > 0 && low <= result.at(-1)! + 1) {
      result[result.length - 1] = Math.max(result.at(-1)!, high);
    } else {
      result.push(low, high);
    }
  }
  return intersection(result, ALL_CODE_POINTS);
}

/** What is in either set. */
export function union(a: CodePoints, b: CodePoints): CodePoints {
  return codePoints(...a, ...b);
}

/** What is in both sets. */
export function intersection(a: CodePoints, b: CodePoints): CodePoints {
  const result: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const low = Math.max(a[i]!, b[j]!);
    const high = Math.min(a[i + 1]!, b[j + 1]!);
    if (low <= high) result.push(low, high);
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return result;
}

/** Every Unicode scalar value that is not in the set. */
export function complement(set: CodePoints): CodePoints {
  const result: number[] = [];
  let next = 0;
  for (let i = 0; i < set.length; i += 2) {
    if (set[i]! > next) result.push(next, set[i]! - 1);
    next = set[i + 1]! + 1;
  }
  if (next <= 0x10ffff) result.push(next, 0x10ffff);
  return intersection(result, ALL_CODE_POINTS);
}

/** Whether the set has a code point. */
export function includes(set: CodePoints, codePoint: number): boolean {
  for (let i = 0; i < set.length; i += 2) {
    if (codePoint <= set[i + 1]!) return codePoint >= set[i]!;
  }
  return false;
}

/** Ranges of bytes, one for each byte of a UTF-8 sequence. */
export type ByteRanges = readonly (readonly [number, number])[];

/** The UTF-8 of a set: sequences of byte ranges that spell its members and nothing else. */
export function utf8Ranges(set: CodePoints): ByteRanges[] {
  const result: ByteRanges[] = [];
  for (let i = 0; i < set.length; i += 2) split(set[i]!, set[i + 1]!, result);
  return result;
}

/** Cuts a range until its ends have UTF-8 of one length that differs in a way that ranges of bytes can say. */
function split(low: number, high: number, result: ByteRanges[]): void {
  for (const last of [0x7f, 0x7ff, 0xffff]) {
    if (low <= last && high > last) {
      split(low, last, result);
      split(last + 1, high, result);
      return;
    }
  }
  for (let bits = 6; bits <= 18 && high > 0x7f; bits += 6) {
    const mask = (1 << bits) - 1;
    if ((low & ~mask) === (high & ~mask)) continue;
    if ((low & mask) !== 0) {
      split(low, low | mask, result);
      split((low | mask) + 1, high, result);
      return;
    }
    if ((high & mask) !== mask) {
      split(low, (high & ~mask) - 1, result);
      split(high & ~mask, high, result);
      return;
    }
  }
  const [from, to] = [utf8(low), utf8(high)];
  result.push(from.map((byte, i) => [byte, to[i]!] as const));
}

function utf8(codePoint: number): number[] {
  return [...new TextEncoder().encode(String.fromCodePoint(codePoint))];
}
