import { inflateRawSync } from "node:zlib";
import type { Tensor } from "../../src/base/mod.ts";
import { decodeNpy } from "../../src/cli/npy.ts";

const END_OF_DIRECTORY = 0x06054b50;
const DEFLATED = 8;

/** Reads the arrays of a `.npz` file, a zip of `.npy` files, stored or deflated. */
export async function readNpz(path: string): Promise<Map<string, Tensor>> {
  const zip = await Deno.readFile(path);
  const view = new DataView(zip.buffer);
  let end = zip.length - 22;
  while (view.getUint32(end, true) !== END_OF_DIRECTORY) end--;
  const arrays = new Map<string, Tensor>();
  let entry = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    const nameLength = view.getUint16(entry + 28, true);
    const name = new TextDecoder().decode(zip.subarray(entry + 46, entry + 46 + nameLength));
    const local = view.getUint32(entry + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const data = zip.subarray(start, start + view.getUint32(entry + 20, true));
    const deflated = view.getUint16(entry + 10, true) === DEFLATED;
    const bytes = deflated ? new Uint8Array(inflateRawSync(data)) : data.slice();
    arrays.set(name.replace(/\.npy$/, ""), decodeNpy(bytes));
    entry += 46 + nameLength + view.getUint16(entry + 30, true) + view.getUint16(entry + 32, true);
  }
  return arrays;
}
