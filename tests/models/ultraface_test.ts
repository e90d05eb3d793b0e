import assert from "node:assert/strict";
import { join } from "../../src/deps/path.ts";
import { sharedData } from "../support/shared_data.ts";
import { createdModels, float32, numbers } from "./created_models.ts";
import { type Pixels, readPixels } from "./pixels.ts";

const folder = sharedData("onnx/ultraface");
const models = createdModels({ ultraface: folder && join(folder, "version-RFB-320.onnx") });

const FACES = { "1.jpg": 44, "10.jpg": 19, "13.jpg": 2 };
const [WIDTH, HEIGHT] = [320, 240];

/** Left, top, right, bottom, as parts of the image's size. */
type Box = [number, number, number, number];

/** For each of `to` places: the first of the `from` samples under a triangle over it, and the weights of them all. */
function triangles(from: number, to: number): { first: number; weights: number[] }[] {
  const reach = Math.max(1, from / to);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * from / to;
    const first = Math.max(0, Math.round(centre - reach));
    const last = Math.min(from, Math.round(centre + reach));
    const heights = Array.from(
      { length: last - first },
      (_, k) => Math.max(0, 1 - Math.abs(first + k + 0.5 - centre) / reach),
    );
    const sum = heights.reduce((total, height) => total + height, 0);
    return { first, weights: heights.map((height) => height / sum) };
  });
}

/** The image at the network's size, one channel after the other, about -1 to 1. */
function resized({ width, height, channels, data }: Pixels): Float32Array {
  const columns = triangles(width, WIDTH);
  const rows = triangles(height, HEIGHT);
  const out = new Float32Array(3 * HEIGHT * WIDTH);
  for (let channel = 0; channel < 3; channel++) {
    const narrow = new Uint8Array(height * WIDTH);
    for (let y = 0; y < height; y++) {
      for (const [x, { first, weights }] of columns.entries()) {
        const at = (k: number) => data[(y * width + first + k) * channels + channel]!;
        narrow[y * WIDTH + x] = Math.round(weights.reduce((sum, w, k) => sum + w * at(k), 0));
      }
    }
    for (const [y, { first, weights }] of rows.entries()) {
      for (let x = 0; x < WIDTH; x++) {
        const at = (k: number) => narrow[(first + k) * WIDTH + x]!;
        const value = Math.round(weights.reduce((sum, w, k) => sum + w * at(k), 0));
        out[(channel * HEIGHT + y) * WIDTH + x] = (value - 127) / 128;
      }
    }
  }
  return out;
}

function area([left, top, right, bottom]: Box): number {
  return Math.max(0, right - left) * Math.max(0, bottom - top);
}

/** How much of two boxes' union both cover. */
function overlap(a: Box, b: Box): number {
  const shared = area([
    Math.max(a[0], b[0]),
    Math.max(a[1], b[1]),
    Math.min(a[2], b[2]),
    Math.min(a[3], b[3]),
  ]);
  return shared / (area(a) + area(b) - shared);
}

/** The surest of the boxes that overlap, from a score of 0.7 on. */
function faces(scores: readonly number[], boxes: readonly number[]): Box[] {
  const found: Box[] = [];
  const sure = Array.from({ length: boxes.length / 4 }, (_, i) => i)
    .filter((i) => scores[2 * i + 1]! > 0.7)
    .sort((a, b) => scores[2 * b + 1]! - scores[2 * a + 1]!);
  for (const i of sure) {
    const box = boxes.slice(4 * i, 4 * i + 4) as Box;
    if (found.every((other) => overlap(box, other) <= 0.3)) found.push(box);
  }
  return found;
}

for (const [image, count] of Object.entries(FACES)) {
  Deno.test(`ultraface finds the ${count} faces in ${image}`, {
    ignore: folder === undefined,
  }, async () => {
    const pixels = await readPixels(join(folder!, image));
    const input = float32([1, 3, HEIGHT, WIDTH], resized(pixels));
    const outputs = await models.infer("ultraface", { input });
    assert.deepEqual(outputs.get("boxes")!.shape, [1, 4420, 4]);
    const found = faces(numbers(outputs.get("scores")), numbers(outputs.get("boxes")));
    assert.equal(found.length, count);
  });
}
