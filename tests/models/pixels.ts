/** An image's samples, row by row, 0 to 255, `channels` beside each other. */
export interface Pixels {
  width: number;
  height: number;
  channels: number;
  data: Uint8Array;
}

/** Channels of a PNG by its colour type: grey, RGB, RGB with alpha. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 6: 4 };

/**
 * Decodes an image file. The platform decodes JPEG and gives bitmaps but not their samples; written as a PNG, which
 * loses nothing, they can be read.
 */
export async function readPixels(path: string): Promise<Pixels> {
  const bitmap = await createImageBitmap(new Blob([await Deno.readFile(path)]));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext("bitmaprenderer")!.transferFromImageBitmap(bitmap);
  return await decodePng(await (await canvas.convertToBlob({ type: "image/png" })).bytes());
}

/** Decodes a PNG of 8 bits a sample without interlace or palette (https://www.w3.org/TR/png-3/). */
async function decodePng(png: Uint8Array<ArrayBuffer>): Promise<Pixels> {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 8; at < png.length;) {
    const length = view.getUint32(at);
    const type = new TextDecoder().decode(png.subarray(at + 4, at + 8));
    if (type === "IDAT") parts.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const [width, height, depth, colour, interlace] = [
    view.getUint32(16),
    view.getUint32(20),
    png[24],
    png[25]!,
    png[28],
  ];
  const channels = CHANNELS[colour];
  if (channels === undefined || depth !== 8 || interlace !== 0) {
    throw new Error(`PNG of colour type ${colour}, ${depth} bits, interlace ${interlace}`);
  }
  const inflated = new Blob(parts).stream().pipeThrough(new DecompressionStream("deflate"));
  const rows = await new Response(inflated).bytes();
  return { width, height, channels, data: unfilter(rows, width * channels, height, channels) };
}

/** Undoes the filters of the rows, each of which starts with its filter's number. */
function unfilter(rows: Uint8Array, stride: number, height: number, step: number): Uint8Array {
  const data = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x < step ? 0 : data[at - step]!;
      const up = y === 0 ? 0 : data[at - stride]!;
      const corner = x < step || y === 0 ? 0 : data[at - stride - step]!;
      const predictions = [0, left, up, (left + up) >> 1, paeth(left, up, corner)];
      data[at] = rows[y * (stride + 1) + 1 + x]! + predictions[filter!]!;
    }
  }
  return data;
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(estimate - value)) as [
    number,
    number,
    number,
  ];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
