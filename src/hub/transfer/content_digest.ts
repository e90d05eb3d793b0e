import { createHash, type Hash } from "node:crypto";
import { HologramError } from "../../base/mod.ts";

/** The digests that a download can be verified by. */
export type DigestAlgorithm = "sha256" | "git-sha1";

const PATTERN = /^(?:(sha256):([0-9a-f]{64})|(git-sha1):([0-9a-f]{40}))$/;

/** A digest in its parts. */
export interface ContentDigest {
  /** How it is computed. */
  algorithm: DigestAlgorithm;
  /** Its hexadecimal digits, in lower case. */
  hex: string;
}

/**
 * Reads `sha256:<hex>` or `git-sha1:<hex>`.
 *
 * @throws {HologramError} `invalid` for anything else.
 */
export function parseContentDigest(text: string): ContentDigest {
  const match = PATTERN.exec(text.toLowerCase());
  if (match === null) {
    throw new HologramError(
      `Cannot read a digest: expected sha256:<64 digits> or git-sha1:<40 digits>, got ${
        JSON.stringify(text.slice(0, 100))
      }`,
      { kind: "invalid" },
    );
  }
  return {
    algorithm: (match[1] ?? match[3]) as DigestAlgorithm,
    hex: (match[2] ?? match[4])!,
  };
}

/**
 * Starts a hash of a file's bytes.
 *
 * @param size The file's length in bytes, which git puts in front.
 */
export function startHash(algorithm: DigestAlgorithm, size: number): Hash {
  if (algorithm === "sha256") return createHash("sha256");
  return createHash("sha1").update(`blob ${size}\0`);
}

/** The digest of bytes as text. */
export function contentDigestOf(algorithm: DigestAlgorithm, bytes: Uint8Array): string {
  return `${algorithm}:${startHash(algorithm, bytes.length).update(bytes).digest("hex")}`;
}
