import { HologramError } from "../base/mod.ts";

/**
 * Refuses a vector that holds no numbers.
 *
 * @throws {HologramError} `internal` when an entry is NaN or infinite.
 */
export function checkFinite(vector: Float32Array): void {
  if (vector.every(Number.isFinite)) return;
  throw new HologramError("Cannot embed the text: the model's vector holds NaN or infinity");
}

/**
 * Brings a vector to length 1 (Euclidean), in place; one of zeros stays as it is.
 *
 * @throws {HologramError} `internal` when an entry is NaN or infinite.
 */
export function normalizeEmbedding(vector: Float32Array): Float32Array {
  checkFinite(vector);
  // Squares of float32 fit a double, however large or small.
  let sum = 0;
  for (const value of vector) sum += value * value;
  const length = Math.sqrt(sum);
  if (length > 0) { for (let i = 0; i < vector.length; i++) vector[i] = vector[i]! / length; }
  return vector;
}
