/**
 * Reads a mono WAV file of 16-bit samples at 16 kHz.
 *
 * @returns The samples, -1 to 1.
 */
export async function readWav(path: string): Promise<Float32Array<ArrayBuffer>> {
  const bytes = await Deno.readFile(path);
  const view = new DataView(bytes.buffer);
  for (let at = 12; at < bytes.length;) {
    const name = new TextDecoder().decode(bytes.subarray(at, at + 4));
    const length = view.getUint32(at + 4, true);
    at += 8;
    if (name === "fmt ") {
      const format = [
        view.getUint16(at, true),
        view.getUint16(at + 2, true),
        view.getUint32(at + 4, true),
        view.getUint16(at + 14, true),
      ];
      if (format.join() !== "1,1,16000,16") throw new Error(`${path} is ${format}`);
    }
    if (name === "data") {
      return Float32Array.from(
        { length: length / 2 },
        (_, i) => view.getInt16(at + 2 * i, true) / 32768,
      );
    }
    at += length + length % 2;
  }
  throw new Error(`${path} has no samples`);
}
