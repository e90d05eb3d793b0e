import type { Vocabulary } from "./vocabulary.ts";

/** What is behind a byte: a whole character, or something that is none. */
const WHOLE = 0;
const BROKEN = 255;

/**
 * For each node of a vocabulary's tree that is behind a whole character and has only characters below it that a JSON
 * string has as they are: how many of them stand behind each other at most. 0 for all others.
 *
 * @param parents The node above each node.
 */
export function textHeights(
  { nodeBytes, nodeTokens }: Pick<Vocabulary, "nodeBytes" | "nodeTokens">,
  parents: Int32Array,
): Uint16Array {
  const count = nodeBytes.length;
  // How many bytes of a character are to come, and what its next byte may be at least and at most.
  const missing = new Uint8Array(count);
  const lows = new Uint8Array(count).fill(0x80);
  const highs = new Uint8Array(count).fill(0xbf);
  const lead = (node: number, more: number, low = 0x80, high = 0xbf): void => {
    missing[node] = more;
    lows[node] = low;
    highs[node] = high;
  };
  for (let node = 1; node < count; node++) {
    const parent = parents[node]!;
    const byte = nodeBytes[node]!;
    const before = missing[parent]!;
    if (before === BROKEN) missing[node] = BROKEN;
    else if (before !== WHOLE) {
      const fits = byte >= lows[parent]! && byte <= highs[parent]!;
      missing[node] = fits ? before - 1 : BROKEN;
    } else if (byte < 0x80) {
      missing[node] = byte < 0x20 || byte === 0x22 || byte === 0x5c ? BROKEN : WHOLE;
    } else if (byte >= 0xc2 && byte <= 0xdf) lead(node, 1);
    else if (byte === 0xe0) lead(node, 2, 0xa0);
    else if (byte === 0xed) lead(node, 2, 0x80, 0x9f);
    else if (byte >= 0xe1 && byte <= 0xef) lead(node, 2);
    else if (byte === 0xf0) lead(node, 3, 0x90);
    else if (byte >= 0xf1 && byte <= 0xf3) lead(node, 3);
    else if (byte === 0xf4) lead(node, 3, 0x80, 0x8f);
    else missing[node] = BROKEN;
  }
  const heights = new Uint16Array(count);
  const spoilt = new Uint8Array(count);
  for (let node = count - 1; node > 0; node--) {
    const parent = parents[node]!;
    const whole = missing[node] === WHOLE;
    const part = !whole && nodeTokens[node]! < nodeTokens[node + 1]!;
    if (spoilt[node] === 1 || missing[node] === BROKEN || part) spoilt[parent] = 1;
    const height = heights[node]! + (whole ? 1 : 0);
    if (height > heights[parent]!) heights[parent] = height;
    if (spoilt[node] === 1 || !whole) heights[node] = 0;
  }
  heights[0] = spoilt[0] === 1 ? 0 : heights[0]!;
  return heights;
}
