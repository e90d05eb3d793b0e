/**
 * What is on this disk: names of models, their manifests, their blobs.
 *
 * @module
 */
export type { BlobEntry, BlobInfo, BlobStore, BlobStoreOptions } from "./blob_store.ts";
export type { CollectedGarbage } from "./collect_garbage.ts";
export * from "./digest.ts";
export * from "./manifest.ts";
export type { StoreProblem } from "./manifest_tree.ts";
export * from "./model_config.ts";
export * from "./model_name.ts";
export type { BytesLayer, FileLayer, NewLayer, NewModel } from "./new_model.ts";
export * from "./overrides.ts";
export * from "./parameter_size.ts";
export * from "./store.ts";
export type { HoloBlob, StoredModel, StoredModelFields } from "./stored_model.ts";
export type { Temporary } from "./temporaries.ts";
