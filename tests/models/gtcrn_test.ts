import assert from "node:assert/strict";
import type { Tensor } from "../../src/base/mod.ts";
import { join } from "../../src/deps/path.ts";
import { sharedData } from "../support/shared_data.ts";
import { createdModels, float32, largestDifference, numbers } from "./created_models.ts";
import { readWav } from "./read_wav.ts";

const folder = sharedData("onnx/gtcrn");
const models = createdModels({ gtcrn: folder && join(folder, "gtcrn_simple.onnx") });

const SIZE = 512;
const HOP = 256;
const BINS = SIZE / 2 + 1;

/** The root of a Hann window, for analysis and for synthesis. */
const WINDOW = Float64Array.from({ length: SIZE }, (_, n) => Math.sin(Math.PI * n / SIZE));
const COS = Float64Array.from({ length: SIZE }, (_, n) => Math.cos(2 * Math.PI * n / SIZE));
const SIN = Float64Array.from({ length: SIZE }, (_, n) => Math.sin(2 * Math.PI * n / SIZE));

/** The spectrum of a frame: a real and an imaginary part for each bin. */
function spectrum(frame: Float64Array): Float32Array {
  const parts = new Float32Array(BINS * 2);
  for (let bin = 0; bin < BINS; bin++) {
    let real = 0, imaginary = 0;
    for (let n = 0; n < SIZE; n++) {
      const value = frame[n]! * WINDOW[n]!;
      real += value * COS[(bin * n) % SIZE]!;
      imaginary -= value * SIN[(bin * n) % SIZE]!;
    }
    parts[2 * bin] = real;
    parts[2 * bin + 1] = imaginary;
  }
  return parts;
}

/** The frame that has a spectrum, windowed. */
function synthesis(parts: readonly number[]): Float64Array {
  return WINDOW.map((weight, n) => {
    let sum = 0;
    for (let bin = 0; bin < BINS; bin++) {
      const twice = bin === 0 || bin === BINS - 1 ? 1 : 2;
      const [real, imaginary] = [parts[2 * bin]!, parts[2 * bin + 1]!];
      sum += twice * (real * COS[(bin * n) % SIZE]! - imaginary * SIN[(bin * n) % SIZE]!);
    }
    return weight * sum / SIZE;
  });
}

/** A sample, mirrored beyond the ends. */
function mirrored(samples: Float32Array, at: number): number {
  const last = samples.length - 1;
  return samples[at < 0 ? -at : at > last ? 2 * last - at : at]!;
}

Deno.test(
  "gtcrn cleans a recording frame by frame, its caches handed on, as its authors' stream does",
  {
    ignore: folder === undefined,
  },
  async () => {
    const noisy = await readWav(join(folder!, "mix.wav"));
    const expected = await readWav(join(folder!, "enh_stream.wav"));
    const frames = Math.floor(noisy.length / HOP) + 1;
    assert.equal(expected.length, (frames - 1) * HOP);
    const clean = new Float64Array((frames + 1) * HOP);
    const weights = new Float64Array(clean.length);
    let caches: Record<string, Tensor> = {
      conv_cache: float32([2, 1, 16, 16, 33], new Float32Array(2 * 16 * 16 * 33)),
      tra_cache: float32([2, 3, 1, 1, 16], new Float32Array(2 * 3 * 16)),
      inter_cache: float32([2, 1, 33, 16], new Float32Array(2 * 33 * 16)),
    };
    for (let t = 0; t < frames; t++) {
      const from = t * HOP - SIZE / 2;
      const frame = Float64Array.from({ length: SIZE }, (_, n) => mirrored(noisy, from + n));
      const mix = float32([1, BINS, 1, 2], spectrum(frame));
      const outputs = await models.infer("gtcrn", { mix, ...caches });
      caches = Object.fromEntries(
        Object.keys(caches).map((name) => [name, outputs.get(`${name}_out`)!]),
      );
      const part = synthesis(numbers(outputs.get("enh")));
      for (let n = 0; n < SIZE; n++) {
        clean[t * HOP + n]! += part[n]!;
        weights[t * HOP + n]! += WINDOW[n]! ** 2;
      }
    }
    const cleaned = Array.from(expected, (_, i) => clean[i + SIZE / 2]! / weights[i + SIZE / 2]!);
    assert.ok(largestDifference(cleaned, Array.from(expected)) < 1e-3);
    const loudest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assert.ok(loudest > 0.1);
  },
);
