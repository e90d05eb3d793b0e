import { createHash } from "node:crypto";

/** The bytes that the files of one round repeat: a mebibyte that no other round has. */
export function roundBlock(round: number): Uint8Array<ArrayBuffer> {
  const block = Uint8Array.from({ length: 2 ** 20 }, (_, i) => Math.imul(i, 2654435761) >>> 13);
  block[0] = round + 1;
  return block;
}

/** The digest of a round's file of so many mebibytes. */
export function roundDigest(round: number, mebibytes: number): string {
  const hash = createHash("sha256");
  const block = roundBlock(round);
  for (let i = 0; i < mebibytes; i++) hash.update(block);
  return `sha256:${hash.digest("hex")}`;
}
