/** How much of a file's two ends the network looks at. */
export interface FeatureSizes {
  /** Tokens from the start. */
  beg_size: number;
  /** Tokens from the end. */
  end_size: number;
  /** Bytes at each end in which they are looked for. */
  block_size: number;
  /** The token that stands where there is no byte. */
  padding_token: number;
}

/** What the network looks at: bytes of the file as tokens, and padding. */
export interface Features {
  /** The start, padded behind. */
  beg: number[];
  /** The end, padded in front. */
  end: number[];
}

/** Space, tab, line feed, vertical tab, form feed, carriage return. */
const WHITESPACE = new Set([0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d]);

/**
 * What Magika's networks of version 3 look at in a file: the first bytes of its first block after leading whitespace, and
 * the last bytes of its last block before trailing whitespace. Their reference examples fix the details.
 */
export function magikaFeatures(content: Uint8Array, sizes: FeatureSizes): Features {
  const { beg_size, end_size, block_size, padding_token } = sizes;
  const first = content.subarray(0, block_size);
  const last = content.subarray(Math.max(0, content.length - block_size));
  let start = 0;
  while (start < first.length && WHITESPACE.has(first[start]!)) start++;
  let stop = last.length;
  while (stop > 0 && WHITESPACE.has(last[stop - 1]!)) stop--;
  const beg = [...first.subarray(start, start + beg_size)];
  const end = [...last.subarray(Math.max(0, stop - end_size), stop)];
  const padding = (tokens: number[], size: number) =>
    new Array<number>(size - tokens.length).fill(padding_token);
  return {
    beg: [...beg, ...padding(beg, beg_size)],
    end: [...padding(end, end_size), ...end],
  };
}
