import assert from "node:assert/strict";
import { BlobStore } from "../../src/store/blob_store.ts";
import { findManifest } from "../../src/store/manifest_tree.ts";
import { parseModelName } from "../../src/store/mod.ts";
import { readStoredModel } from "../../src/store/stored_model.ts";
import { createVersion, withStore } from "./sample_model.ts";

/** Blobs that let something happen just before they are first looked at: between the manifest and its blobs. */
class InterruptedBlobs extends BlobStore {
  #interruption: (() => Promise<unknown>) | undefined;

  constructor(root: string, interruption: () => Promise<unknown>) {
    super(root);
    this.#interruption = interruption;
  }

  override async blobSize(digest: string): Promise<number | undefined> {
    const interruption = this.#interruption;
    this.#interruption = undefined;
    await interruption?.();
    return await super.blobSize(digest);
  }
}

Deno.test("readStoredModel() starts again when the model is replaced under its eyes", async () => {
  await withStore(async (store) => {
    await createVersion(store, "m", 1);
    const file = await findManifest(store.root, parseModelName("m", store));
    const blobs = new InterruptedBlobs(store.root, () => createVersion(store, "m", 2));
    const model = await readStoredModel(file!, blobs, store);
    assert.equal(model?.config.architecture, "v2");
    assert.deepEqual(model?.digest, (await store.get("m")).digest);
  });
});

Deno.test("readStoredModel() finds nothing when the model is removed under its eyes", async () => {
  await withStore(async (store) => {
    await createVersion(store, "m", 1);
    const file = await findManifest(store.root, parseModelName("m", store));
    const blobs = new InterruptedBlobs(store.root, () => store.remove("m"));
    assert.equal(await readStoredModel(file!, blobs, store), undefined);
  });
});
