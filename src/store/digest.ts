import { createHash } from "node:crypto";
import { HologramError } from "../base/mod.ts";

/** Whether text is a digest: `sha256:` or `sha256-` and 64 hexadecimal digits. */
export function isDigest(text: string): boolean {
  return /^sha256[:-][0-9a-fA-F]{64}$/.test(text);
}

/**
 * The 64 lower-case hexadecimal digits of a digest.
 *
 * @throws {HologramError} `invalid`, `invalid digest format`, for anything that is not one.
 */
export function digestHex(digest: string): string {
  if (!isDigest(digest)) {
    throw new HologramError("invalid digest format", {
      kind: "invalid",
      hint: `A digest reads sha256:<64 hexadecimal digits>, got ${
        JSON.stringify(digest.slice(0, 100))
      }`,
    });
  }
  return digest.slice("sha256:".length).toLowerCase();
}

/** The digest of bytes, `sha256:<hex>`. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
