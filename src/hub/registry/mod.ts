/**
 * The OCI distribution protocol: models are pulled from registries, and pushed to them.
 *
 * @module
 */
export type { CredentialProvider } from "./authorizer.ts";
export type { PushedBlob } from "./blob_upload.ts";
export * from "./challenge.ts";
export type { ConnectionOptions } from "./connection.ts";
export type { DevicePrompt } from "./device_flow.ts";
export type { BlobInfo } from "./head_blob.ts";
export {
  DOCKER_MANIFEST,
  type FetchedManifest,
  type ManifestInfo,
  OCI_MANIFEST,
} from "./manifests.ts";
export * from "./model_manifest.ts";
export type { BlobProgress, BlobTransferOptions, RegistryBlob } from "./pull_blobs.ts";
export * from "./registry_client.ts";
export { RegistryError, type RegistryErrorOptions } from "./registry_error.ts";
export * from "./registry_url.ts";
export * from "./repository_name.ts";
export type { Sleep } from "./retry.ts";
export * from "./sign_in.ts";
export type { TransferItem, TransferOptions, TransferProgress, Transfers } from "./transfers.ts";
export * from "./who_am_i.ts";
