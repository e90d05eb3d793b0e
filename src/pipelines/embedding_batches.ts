/** Tokens that a run may have, those that fill it up included, which bounds its memory; a longer text runs alone. */
const TOKENS_PER_RUN = 2048;

/**
 * Divides texts into runs, those of like length together so that little is filled up.
 *
 * @param lengths Tokens of each text.
 * @param options `mostRows`: how many texts a run may have; `paddedTo`: the length that each is filled up to, where it
 * is fixed.
 * @returns Indexes of texts, run by run, the longest first.
 */
export function embeddingBatches(
  lengths: readonly number[],
  { mostRows, paddedTo }: { mostRows: number; paddedTo?: number },
): number[][] {
  const order = [...lengths.keys()].sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const batches: number[][] = [];
  for (let start = 0; start < order.length;) {
    const longest = paddedTo ?? lengths[order[start]!]!;
    const fitting = Math.floor(TOKENS_PER_RUN / Math.max(1, longest));
    const end = start + Math.max(1, Math.min(mostRows, fitting));
    batches.push(order.slice(start, end));
    start = end;
  }
  return batches;
}
