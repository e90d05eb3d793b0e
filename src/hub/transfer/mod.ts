/**
 * Downloads, the one way for every source: parallel, resumed, verified.
 *
 * @module
 */
export type { CleanedPartials } from "./clean_partials.ts";
export {
  type ContentDigest,
  contentDigestOf,
  type DigestAlgorithm,
  parseContentDigest,
} from "./content_digest.ts";
export type { DownloadItem, TransferProgress } from "./download_item.ts";
export { kindOfStatus, TransferError, type TransferErrorOptions } from "./transfer_error.ts";
export type { TransferOptions } from "./transfer_options.ts";
export { type DownloadOptions, Transfers } from "./transfers.ts";
