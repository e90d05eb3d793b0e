/** One comparison. */
export interface Row {
  /** What is measured. */
  what: string;
  /** Ours, the median unless `what` says otherwise. */
  ours: number;
  /** The peer, measured in the same run. */
  peer: number;
  /** Unit of both. */
  unit: string;
  /** What the peer is. */
  against: string;
  /** What the ratio of ours to the peer should be at most. */
  target?: number;
}

/** Measurements of two things, in the order in which they were taken. */
export interface Samples {
  /** Of ours. */
  ours: number[];
  /** Of the peer. */
  peer: number[];
}

/** A measurement; the round tells it to vary its input. Round -1 warms up and does not count. */
export type Measure = (round: number) => Promise<number>;

/** Measures two things in turn, the first of a round changing, so that a machine's moods meet both alike. */
export async function samplesInTurn(
  rounds: number,
  ours: Measure,
  peer: Measure,
): Promise<Samples> {
  const samples: Samples = { ours: [], peer: [] };
  await ours(-1);
  await peer(-1);
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) samples.ours.push(await ours(round));
    samples.peer.push(await peer(round));
    if (round % 2 === 1) samples.ours.push(await ours(round));
  }
  return samples;
}

/** As {@linkcode samplesInTurn}, the medians. */
export async function inTurn(
  rounds: number,
  ours: Measure,
  peer: Measure,
): Promise<{ ours: number; peer: number }> {
  return medians(await samplesInTurn(rounds, ours, peer));
}

/** The medians of measurements. */
export function medians(samples: Samples): { ours: number; peer: number } {
  return { ours: quantile(samples.ours, 0.5), peer: quantile(samples.peer, 0.5) };
}

/** The number that a part of some numbers does not exceed, between two of them where it falls there. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = part * (sorted.length - 1);
  const below = sorted[Math.floor(at)]!;
  return below + (sorted[Math.ceil(at)]! - below) * (at % 1);
}

/** Milliseconds that some work takes. */
export async function milliseconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
