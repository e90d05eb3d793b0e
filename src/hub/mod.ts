/**
 * Where models come from and go to: Hugging Face and OCI registries, with what both need.
 *
 * @module
 */
export type { CredentialSource } from "./credentials/mod.ts";
export { dockerConfigPath } from "./credentials/mod.ts";
export * from "./hub.ts";
export {
  type FetchPlan,
  fetchPlan,
  findRepository,
  type FoundModel,
  type HuggingFaceSource,
  listVariants,
  localNameOf,
  type ModelVariant,
  parseSource,
  planFetch,
  type PlannedFile,
  searchModels,
  sourceText,
} from "./huggingface/mod.ts";
export {
  type DevicePrompt,
  type FetchedManifest,
  modelBlobs,
  type RegistryAddress,
  type RegistryBlob,
  type RegistryClient,
  registryReference,
  registryUrl,
  type SignedIn,
  signIn,
  type SignInOptions,
  whoAmI,
} from "./registry/mod.ts";
export type { Staging } from "./staging.ts";
