import { errorMessage } from "../base/mod.ts";
import type { BlobStore } from "./blob_store.ts";
import { digestHex } from "./digest.ts";
import { parseManifest } from "./manifest.ts";
import { listManifests, type StoreProblem } from "./manifest_tree.ts";
import { blobsOf } from "./stored_model.ts";

/** Which blobs may go. */
export interface CollectGarbageOptions {
  /** Digits of the blobs that have just lost a manifest: they go whatever their age. */
  candidates?: ReadonlySet<string>;
  /** Any other blob goes only if it was put before this time: a younger one may still wait for its manifest. */
  before: Date;
}

/** What a collection did. */
export interface CollectedGarbage {
  /** Digests of the blobs that were removed. */
  removed: string[];
  /** What kept it from removing anything: manifests that cannot be read might refer to any blob. */
  problems: StoreProblem[];
}

/**
 * Removes blobs to which no manifest refers. Call it under the store's lock. As long as anything among the manifests
 * cannot be read, nothing is removed.
 */
export async function collectGarbage(
  blobs: BlobStore,
  { candidates = new Set(), before }: CollectGarbageOptions,
): Promise<CollectedGarbage> {
  const { files, problems } = await listManifests(blobs.root);
  const used = new Set<string>();
  for (const { path } of files) {
    try {
      const manifest = parseManifest(await Deno.readFile(path));
      for (const { digest } of blobsOf(manifest)) used.add(digestHex(digest));
    } catch (error) {
      problems.push({ path, message: errorMessage(error) });
    }
  }
  const removed: string[] = [];
  if (problems.length > 0) return { removed, problems };
  for (const { hex, modifiedAt } of await blobs.listBlobs()) {
    if (used.has(hex) || !(candidates.has(hex) || modifiedAt <= before)) continue;
    await Deno.remove(blobs.blobPath(`sha256:${hex}`));
    removed.push(`sha256:${hex}`);
  }
  return { removed, problems };
}
