import { HologramError } from "../../base/mod.ts";
import { dirname, join } from "../../deps/path.ts";
import type { DownloadItem, TransferProgress } from "../transfer/download_item.ts";
import { isSameFile } from "./file_digest.ts";
import { findCached } from "./hub_cache.ts";
import type { HubClient } from "./hub_client.ts";
import { sourceText } from "./parse_source.ts";
import type { FetchPlan, PlannedFile } from "./plan_fetch.ts";

/** What downloads files: resumes, verifies, writes each under its path only when it is whole. */
export interface Downloader {
  /** Downloads files. */
  download(
    items: DownloadItem[],
    options: { signal?: AbortSignal; onProgress?: (progress: TransferProgress) => void },
  ): Promise<unknown>;
}

/** What fetching needs. */
export interface FetchPlanOptions {
  /** The hub. */
  client: HubClient;
  /** What downloads. */
  transfers: Downloader;
  /** Gives up. */
  signal?: AbortSignal;
  /** Is told how far each file has come; one that is there already at once. */
  onProgress?: (progress: TransferProgress) => void;
}

/** A model that has been fetched. */
export interface FetchedModel {
  /** The folder, in Hugging Face's layout. */
  folder: string;
  /** The network's file in it, `.onnx` or `.holo`. */
  modelPath: string;
  /** Where it is from. */
  source: HuggingFaceRecord;
  /** Files that the cache of Hugging Face's tools had, by their path in the repository. */
  cached: string[];
}

/** Where a model is from, as it is stored. */
export interface HuggingFaceRecord {
  /** The kind of source. */
  kind: "huggingface";
  /** What was asked for, `org/repo[@revision][:component]`. */
  reference: string;
  /** The commit. */
  revision: string;
  /** The licence that the model's card names. */
  license?: string;
}

/**
 * Fetches what a plan says into a folder. What the folder has already is kept and what the cache of Hugging Face's
 * tools has is linked or copied, both after their digest is checked; the rest is downloaded from the plan's commit.
 *
 * @throws {HologramError} The plan's refusal; `forbidden` when the terms of a gated repository are not accepted;
 * `unavailable` when the network is needed and must not be used; and what the downloader throws.
 */
export async function fetchPlan(
  plan: FetchPlan,
  folder: string,
  options: FetchPlanOptions,
): Promise<FetchedModel> {
  const { source, revision, license, network } = plan;
  const { client, transfers, signal, onProgress } = options;
  if (network === undefined) throw plan.refusal;
  const cached: string[] = [];
  const missing: PlannedFile[] = [];
  for (const file of plan.files) {
    const path = join(folder, file.target);
    await Deno.mkdir(dirname(path), { recursive: true });
    // Only a digest tells whether a file of an earlier run is the right one.
    if (file.digest === undefined || !await isSameFile(path, file, signal)) {
      const there = await findCached(client.environment, plan, file, signal);
      if (there === undefined) {
        missing.push(file);
        continue;
      }
      await linkOrCopy(there, path);
      cached.push(file.path);
    }
    onProgress?.({ label: file.path, completed: file.size, total: file.size });
  }
  if (missing.length > 0) {
    const url = (file: PlannedFile) =>
      `/${source.repository}/resolve/${revision}/${
        file.path.split("/").map(encodeURIComponent).join("/")
      }`;
    const signals = signal === undefined ? {} : { signal };
    if (plan.isCached || client.environment.isOffline) throw missingOffline(plan, missing[0]!);
    // The list of files is open to all even where the files are not.
    if (plan.isGated) await client.probe(url(missing[0]!), { source, ...signals });
    const items = missing.map((file) => ({
      url: client.environment.endpoint + url(file),
      headers: client.headers,
      path: join(folder, file.target),
      size: file.size,
      ...file.digest === undefined ? {} : { digest: file.digest },
      label: file.path,
    }));
    await transfers.download(items, { ...signals, ...onProgress && { onProgress } });
  }
  return {
    folder,
    modelPath: join(folder, network.target),
    source: {
      kind: "huggingface",
      reference: sourceText(source),
      revision,
      ...license === undefined ? {} : { license },
    },
    cached,
  };
}

/** A link costs no bytes; where the cache is on another disk, there is none. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await Deno.remove(to).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  try {
    await Deno.link(from, to);
  } catch {
    const part = `${to}.part`;
    await Deno.copyFile(from, part);
    await Deno.rename(part, to);
  }
}

function missingOffline({ source }: FetchPlan, { path }: PlannedFile): HologramError {
  return new HologramError(
    `Cannot fetch '${source.repository}': HF_HUB_OFFLINE forbids the network, and the cache lacks ${path}`,
    { kind: "unavailable", hint: "Unset HF_HUB_OFFLINE" },
  );
}
