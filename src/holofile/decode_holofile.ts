import { HologramError } from "../base/mod.ts";

/**
 * The text of a file in UTF-8, or in UTF-16 of either byte order where a byte order mark says so; the mark is left out.
 *
 * @throws {HologramError} `invalid` when the bytes are not what the encoding allows.
 */
export function decodeHolofile(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new HologramError(
      `Cannot read the Holofile: expected text in ${encoding.toUpperCase()}, got other bytes`,
      {
        kind: "invalid",
        hint: "Save it as UTF-8, or as UTF-16 with a byte order mark",
        cause,
      },
    );
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}
