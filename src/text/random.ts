/** Gives numbers in [0, 1). */
export type Random = () => number;

/**
 * The 32-bit outputs of xoshiro128** 1.1 (David Blackman and Sebastiano Vigna, prng.di.unimi.it).
 *
 * @param state Four 32-bit words, not all of them 0; changed in place.
 */
export function xoshiro128(state: Uint32Array): () => number {
  return () => {
    const [s0, s1, s2, s3] = state as unknown as [number, number, number, number];
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    const x2 = s2 ^ s0;
    const x3 = s3 ^ s1;
    state[1] = s1 ^ x2;
    state[0] = s0 ^ x3;
    state[2] = x2 ^ (s1 << 9);
    state[3] = rotateLeft(x3, 11);
    return result;
  };
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** The first `count` outputs of SplitMix64 (Steele, Lea and Flood, 2014; constants from prng.di.unimi.it). */
export function splitMix64(seed: bigint, count: number): bigint[] {
  let state = BigInt.asUintN(64, seed);
  return Array.from({ length: count }, () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let z = state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  });
}

/**
 * A generator of numbers in [0, 1) with 53 random bits each: xoshiro128**, its state filled by SplitMix64.
 * The same seed gives the same numbers on every machine.
 *
 * @param seed An integer; its low 64 bits count.
 */
export function seededRandom(seed: bigint | number): Random {
  const state = new Uint32Array(new BigUint64Array(splitMix64(BigInt(seed), 2)).buffer);
  const next = xoshiro128(state);
  return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
}

/** Fills an array with random numbers, as `crypto.getRandomValues` does. */
export type RandomFill = (array: BigUint64Array<ArrayBuffer>) => void;

/** A seed from the system's randomness, or from what stands in for it. */
export function randomSeed(
  fill: RandomFill = (array) => void crypto.getRandomValues(array),
): bigint {
  const array = new BigUint64Array(1);
  fill(array);
  return array[0]!;
}
