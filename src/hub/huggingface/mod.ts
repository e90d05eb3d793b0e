/**
 * Models from Hugging Face: their names, what to fetch of a repository and why, and fetching it.
 *
 * @module
 */
export type { DownloadItem, TransferProgress } from "../transfer/download_item.ts";
export {
  type Downloader,
  type FetchedModel,
  fetchPlan,
  type FetchPlanOptions,
  type HuggingFaceRecord,
} from "./fetch_plan.ts";
export { findRepository } from "./find_repository.ts";
export { HubClient, type HubClientOptions, type HubRequest, openHubClient } from "./hub_client.ts";
export { listVariants, type ModelVariant } from "./list_variants.ts";
export { localNameOf } from "./local_name.ts";
export { type HuggingFaceSource, parseSource, sourceText } from "./parse_source.ts";
export {
  type FetchPlan,
  planFetch,
  type PlannedFile,
  type PlannedNetwork,
  type PlanOptions,
} from "./plan_fetch.ts";
export type { HubEnvironment, HubToken, ReadEnvironmentOptions } from "./read_environment.ts";
export type { Repository, RepositoryFile } from "./read_repository.ts";
export { type FoundModel, searchModels, type SearchOptions } from "./search_models.ts";
export type { NetworkFormat } from "./survey_files.ts";
