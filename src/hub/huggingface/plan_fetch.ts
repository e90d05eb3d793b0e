import { HologramError } from "../../base/mod.ts";
import { chooseNetwork } from "./choose_network.ts";
import { findDocuments } from "./find_documents.ts";
import { type HuggingFaceSource, isInnerPath, sourceText } from "./parse_source.ts";
import type { Repository, RepositoryFile } from "./read_repository.ts";
import { filesOf, type NetworkFormat, surveyFiles } from "./survey_files.ts";

/** A file that a plan fetches. */
export interface PlannedFile extends RepositoryFile {
  /** Where it goes in the folder of the model, with `/`. */
  target: string;
  /** What it is: the network, weights beside it, or a document. */
  role: "network" | "weights" | "document";
}

/** The network that a plan fetches. */
export interface PlannedNetwork {
  /** What it is called in the repository. */
  label: string;
  /** What it is published as. */
  format: NetworkFormat;
  /** Its precision, as far as the file's name tells; `fp32` where it does not. */
  precision: string;
  /** Where its file goes in the folder of the model, with `/`. */
  target: string;
}

/** What is fetched for a model, and why. */
export interface FetchPlan {
  /** What was asked for. */
  source: HuggingFaceSource;
  /** The commit that all is fetched from. */
  revision: string;
  /** The licence that the model's card names. */
  license?: string;
  /** Whether its terms must be accepted first. */
  isGated: boolean;
  /** Whether only files of the local cache are used. */
  isCached: boolean;
  /** The network; absent when the plan is refused. */
  network?: PlannedNetwork;
  /** The files, the network first; none when the plan is refused. */
  files: PlannedFile[];
  /** Bytes of all files. */
  size: number;
  /** Why these, one line each. */
  reasons: string[];
  /** Why nothing can be fetched. */
  refusal?: HologramError;
}

/** What a plan may be asked for. */
export interface PlanOptions {
  /** The precision of the network, `q4`; the most faithful that there is unless given. */
  dtype?: string;
}

/** Vocabularies that other tools build a tokenizer from. */
const VOCABULARIES = ["vocab.txt", "vocab.json", "tokenizer.model", "spiece.model"];

/**
 * Decides what to fetch of a repository: one network in one precision, its weights, and its documents, nothing else.
 * Asks nothing of the network; what cannot be fetched is told in {@linkcode FetchPlan.refusal}.
 */
export function planFetch(repository: Repository, options: PlanOptions = {}): FetchPlan {
  const { source, revision, license, isGated, isCached, files } = repository;
  const plan: FetchPlan = {
    source,
    revision,
    ...license === undefined ? {} : { license },
    isGated,
    isCached,
    files: [],
    size: 0,
    reasons: isCached ? ["HF_HUB_OFFLINE: only what the cache holds is seen"] : [],
  };
  try {
    const { network, variant, reasons } = chooseNetwork(
      repository,
      surveyFiles(files),
      options.dtype,
    );
    const [file, ...data] = filesOf(variant);
    const planned: PlannedFile[] = [
      { ...file!, target: file!.path, role: "network" },
      ...data.map((each) => ({ ...each, target: each.path, role: "weights" as const })),
    ];
    // A compiled network has its documents inside.
    if (network.format === "onnx") {
      for (const { file, target } of findDocuments(files, network)) {
        planned.push({ ...file, target, role: "document" });
      }
    }
    for (const { path } of planned) refuseOuterPath(source, path);
    return {
      ...plan,
      network: {
        label: network.label,
        format: network.format,
        precision: variant.precision,
        target: file!.path,
      },
      files: planned,
      size: planned.reduce((sum, each) => sum + each.size, 0),
      reasons: [...plan.reasons, ...reasons, ...noTokenizer(repository, network.format, planned)],
    };
  } catch (error) {
    if (!(error instanceof HologramError)) throw error;
    return { ...plan, refusal: error };
  }
}

function noTokenizer(
  { files }: Repository,
  format: NetworkFormat,
  planned: readonly PlannedFile[],
): string[] {
  const has = (name: string) => files.some(({ path }) => path === name);
  const isThere = planned.some(({ target }) => /(^|\/)tokenizer\.json$/.test(target));
  if (format === "holo" || isThere || !VOCABULARIES.some(has)) return [];
  return ["there is no tokenizer.json, so it will take tokens, not text"];
}

function refuseOuterPath(source: HuggingFaceSource, path: string): void {
  if (isInnerPath(path)) return;
  throw new HologramError(
    `Cannot fetch '${sourceText(source)}': the file ${
      JSON.stringify(path)
    } leads out of its folder`,
    { kind: "invalid" },
  );
}
