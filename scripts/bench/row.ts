/** One comparison. */
export interface Row {
  /** What is measured. */
  what: string;
  /** The median of ours. */
  ours: number;
  /** The median of the peer, measured in the same run. */
  peer: number;
  /** Unit of both. */
  unit: string;
  /** What the peer is. */
  against: string;
}

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Medians of two things that are done in turn, so that a machine's moods meet both. */
export async function inTurn(
  rounds: number,
  ours: (round: number) => Promise<number>,
  peer: (round: number) => Promise<number>,
): Promise<{ ours: number; peer: number }> {
  const times = { ours: [] as number[], peer: [] as number[] };
  for (let round = -1; round < rounds; round++) {
    const a = await ours(round);
    const b = await peer(round);
    // The first round warms caches.
    if (round < 0) continue;
    times.ours.push(a);
    times.peer.push(b);
  }
  return { ours: median(times.ours), peer: median(times.peer) };
}

/** Milliseconds that some work takes. */
export async function milliseconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
