import assert from "node:assert/strict";
import type { Tensor } from "../../../src/base/mod.ts";
import {
  type Frame,
  packTensors,
  readFrames,
  type TensorHeader,
  unpackTensors,
  writeFrame,
} from "../../../src/runner/protocol/mod.ts";

/** The bytes of frames, and a stream that gives them in pieces of some length. */
async function written(
  frames: { header: unknown; payload?: Uint8Array[] }[],
): Promise<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const bytes = new Response(readable as ReadableStream<Uint8Array<ArrayBuffer>>).bytes();
  const writer = writable.getWriter();
  for (const { header, payload } of frames) await writeFrame(writer, header, payload);
  await writer.close();
  return await bytes;
}

function inPieces(bytes: Uint8Array, length: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at += length));
    },
  });
}

Deno.test("frames survive a stream that cuts them anywhere", async () => {
  const sent = [
    { header: { id: 1, text: "é🐱" }, payload: [Uint8Array.of(1, 2, 3), Uint8Array.of(4)] },
    { header: { id: 2 } },
    { header: [], payload: [new Uint8Array(1000).fill(7)] },
  ];
  const bytes = await written(sent);
  for (const length of [1, 2, 7, 16, 100, bytes.length]) {
    const frames: Frame[] = await Array.fromAsync(readFrames(inPieces(bytes, length)));
    assert.deepEqual(frames.map(({ header }) => header), sent.map(({ header }) => header));
    assert.deepEqual([...frames[0]!.payload], [1, 2, 3, 4]);
    assert.equal(frames[1]!.payload.length, 0);
    assert.equal(frames[2]!.payload.length, 1000);
  }
});

Deno.test("a stream that ends inside a frame is an error, one that ends between frames is not", async () => {
  const bytes = await written([{ header: { id: 1 }, payload: [Uint8Array.of(1, 2, 3)] }]);
  for (let length = 1; length < bytes.length; length++) {
    const cut = inPieces(bytes.slice(0, length), 5);
    await assert.rejects(Array.fromAsync(readFrames(cut)), /ends in the middle/);
  }
});

Deno.test("bytes that are no frame are refused, whatever length they seem to announce", async () => {
  const noise = new TextEncoder().encode("Loading model, please wait ...");
  await assert.rejects(Array.fromAsync(readFrames(inPieces(noise, 9))), /not a frame/);
});

Deno.test("tensors of every kind cross in a frame as they are", async () => {
  const tensors = new Map<string, Tensor>([
    ["a", { dtype: "uint8", shape: [3], data: Uint8Array.of(1, 2, 3) }],
    ["b", { dtype: "int64", shape: [2], data: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n) }],
    ["none", { dtype: "float32", shape: [0, 4], data: new Float32Array(0) }],
    ["text", { dtype: "string", shape: [2], data: ["é", ""] }],
    ["c", { dtype: "float16", shape: [], data: Float16Array.of(1.5) }],
    ["__proto__", { dtype: "float64", shape: [1], data: Float64Array.of(NaN) }],
  ]);
  const { headers, payload } = packTensors(tensors);
  const bytes = await written([{ header: headers, payload }]);
  const [frame] = await Array.fromAsync(readFrames(inPieces(bytes, 13)));
  const back = unpackTensors(frame!.header as TensorHeader[], frame!.payload);
  assert.deepEqual([...back], [...tensors]);
});
