import assert from "node:assert/strict";
import type { Tensor } from "../../src/base/mod.ts";
import { join } from "../../src/deps/path.ts";
import { sharedData } from "../support/shared_data.ts";
import { createdModels, float32, largestDifference, numbers } from "./created_models.ts";
import { readWav } from "./read_wav.ts";

const folder = sharedData("onnx/silero-vad");
const speech = sharedData("audio/jfk.wav");
const at = (name: string) => folder && join(folder, name);

const CHUNK = 512;
const CONTEXT = 64;

const models = createdModels({
  silero: at("silero_vad.onnx"),
  "silero-ifless": at("silero_vad_op18_ifless.onnx"),
  "silero-half": at("silero_vad_half.onnx"),
});

/**
 * The probability of speech in each whole chunk of a recording, with the state handed from chunk to chunk.
 *
 * @param rate The further input that says 16 kHz; the half-width variant has none.
 */
async function probabilities(
  model: string,
  path: string,
  rate: Record<string, Tensor> = {
    sr: { dtype: "int64", shape: [], data: BigInt64Array.of(16000n) },
  },
): Promise<number[]> {
  const samples = await readWav(path);
  const found: number[] = [];
  let state = float32([2, 1, 128], new Float32Array(256));
  for (let start = 0; start + CHUNK <= samples.length; start += CHUNK) {
    const window = new Float32Array(CONTEXT + CHUNK);
    const from = Math.max(0, start - CONTEXT);
    window.set(samples.subarray(from, start + CHUNK), CONTEXT - (start - from));
    const input = float32([1, window.length], window);
    const outputs = await models.infer(model, { input, state, ...rate });
    assert.deepEqual(outputs.get("output")!.shape, [1, 1]);
    found.push(numbers(outputs.get("output"))[0]!);
    state = outputs.get("stateN")!;
  }
  return found;
}

const speechChunks = (values: readonly number[]) => values.filter((value) => value > 0.5).length;

const FIRST = [0.2083, 0.8179, 0.8912, 0.9964];

Deno.test("silero-vad, weights inside its branches, hears the speech in its test recording", {
  ignore: folder === undefined,
}, async () => {
  const found = await probabilities("silero", at("test.wav")!);
  assert.equal(found.length, 1875);
  assert.equal(speechChunks(found), 1452);
  assert.ok(largestDifference(found.slice(0, 4), FIRST) < 1e-4, `${found.slice(0, 4)}`);
});

Deno.test("silero-vad without branches hears what the one with branches does", {
  ignore: folder === undefined || speech === undefined,
}, async () => {
  const found = await probabilities("silero-ifless", speech!);
  assert.equal(found.length, 343);
  assert.equal(speechChunks(found), 233);
  const withBranches = await probabilities("silero", speech!);
  assert.equal(speechChunks(withBranches), 233);
  assert.ok(largestDifference(found, withBranches) < 1e-4);
});

Deno.test("silero-vad in half width hears the speech in the test recording", {
  ignore: folder === undefined,
}, async () => {
  const found = await probabilities("silero-half", at("test.wav")!, {});
  assert.equal(found.length, 1875);
  assert.equal(speechChunks(found), 1457);
});
