import type { Pooling } from "../holo/mod.ts";

/**
 * One vector of those of a text's tokens.
 *
 * @param vectors The tokens' vectors, one after the other: [tokens, width], without those that fill up a batch; at
 * least one.
 * @param width Numbers in a vector.
 * @param pooling How.
 */
export function poolVectors(
  vectors: Float32Array | Float16Array,
  width: number,
  pooling: Pooling,
): Float32Array {
  const tokens = vectors.length / width;
  switch (pooling) {
    case "cls":
      return Float32Array.from(vectors.subarray(0, width));
    case "lasttoken":
      return Float32Array.from(vectors.subarray(vectors.length - width));
    case "max":
      return largest(vectors, width);
    case "mean":
      return weightedSum(vectors, width, () => 1 / tokens);
    case "mean_sqrt_len_tokens":
      return weightedSum(vectors, width, () => 1 / Math.sqrt(tokens));
    case "weightedmean": {
      const total = tokens * (tokens + 1) / 2;
      return weightedSum(vectors, width, (token) => (token + 1) / total);
    }
  }
}

function largest(vectors: Float32Array | Float16Array, width: number): Float32Array {
  const result = Float32Array.from(vectors.subarray(0, width));
  for (let i = width; i < vectors.length; i++) {
    // NaN spreads, so that it is found.
    result[i % width] = Math.max(result[i % width]!, vectors[i]!);
  }
  return result;
}

function weightedSum(
  vectors: Float32Array | Float16Array,
  width: number,
  weightOf: (token: number) => number,
): Float32Array {
  const sum = new Float64Array(width);
  for (let start = 0, token = 0; start < vectors.length; start += width, token++) {
    const weight = weightOf(token);
    for (let i = 0; i < width; i++) sum[i]! += weight * vectors[start + i]!;
  }
  return Float32Array.from(sum);
}
