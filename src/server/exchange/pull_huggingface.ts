import { HologramError } from "../../base/mod.ts";
import { join } from "../../deps/path.ts";
import { HoloFile, verifyHolo } from "../../holo/mod.ts";
import {
  type FetchPlan,
  fetchPlan,
  findRepository,
  type HuggingFaceSource,
  localNameOf,
  planFetch,
  sourceText,
} from "../../hub/mod.ts";
import {
  type FileLayer,
  formatModelName,
  HOLO_MEDIA_TYPE,
  type ModelName,
  overrideLayers,
  parseModelName,
  type StoredModel,
} from "../../store/mod.ts";
import type { ServerContext } from "../context.ts";
import { modelConfigOf } from "../model_config_of.ts";
import {
  filesDigest,
  isSameRepository,
  recordedSource,
  sourceAnnotations,
} from "./recorded_source.ts";
import type { ExchangeOptions, TransferStatus } from "./transfer_status.ts";

/** A model of Hugging Face that is to be pulled. */
export interface HuggingFacePull {
  /** Where it is. */
  source: HuggingFaceSource;
  /** The name that it gets here; the repository's unless given. */
  as?: ModelName;
  /** The precision; the most faithful one unless given. */
  dtype?: string;
  /** Whether it is told what each compiler pass did. */
  verbose?: boolean;
}

/** What a pull from Hugging Face would do. */
export interface HuggingFacePlan {
  /** What kind of plan it is. */
  kind: "huggingface";
  /** Where the model is, `org/repo[@revision][:component]`. */
  source: string;
  /** The name that it would get. */
  model: string;
  /** Owner and name of the repository. */
  repository: string;
  /** The commit. */
  revision: string;
  /** The licence that the model's card names. */
  license?: string;
  /** Whether its terms must be accepted first. */
  gated: boolean;
  /** The precision, as far as the file's name tells. */
  precision: string;
  /** The files. */
  files: { path: string; size: number; digest?: string; role: string }[];
  /** Bytes of all. */
  size: number;
  /** Why these, one line each. */
  reasons: string[];
  /** Whether all of it is here. */
  present: boolean;
}

/**
 * Tells what a pull would fetch, and why; fetches no file.
 *
 * @throws {HologramError} As {@linkcode pullFromHuggingFace}.
 */
export async function planHuggingFacePull(
  context: ServerContext,
  pull: HuggingFacePull,
  signal: AbortSignal,
): Promise<HuggingFacePlan> {
  const { store, hub } = context;
  const name = targetName(context, pull);
  const plan = await planned(await hub.huggingFace(), pull, signal);
  const { source: { repository }, revision, license, isGated, size, reasons } = plan;
  return {
    kind: "huggingface",
    source: sourceText(plan.source),
    model: formatModelName(name, store),
    ...{ repository, revision, ...license === undefined ? {} : { license }, gated: isGated },
    precision: plan.network!.precision,
    files: plan.files.map(({ path, size, digest, role }) => ({ path, size, digest, role })),
    ...{ size, reasons, present: isUnchanged(await store.find(name), plan) },
  };
}

/**
 * Pulls a model from Hugging Face: fetches one network with what belongs to it, and compiles it. What is here already
 * with the same files is left as it is. Files that have come survive a failure, for the next pull.
 *
 * @throws {HologramError} What the hub, the transfer or the compiler throws; `conflict` when the name belongs to another
 * source.
 */
export async function pullFromHuggingFace(
  context: ServerContext,
  pull: HuggingFacePull,
  { signal, onStatus }: ExchangeOptions,
): Promise<StoredModel> {
  const { store, hub } = context;
  const name = targetName(context, pull);
  const before = await store.find(name);
  if (pull.as === undefined) refuseOtherSource(before, pull.source);
  const client = await hub.huggingFace();
  const plan = await planned(client, pull, signal);

  using staging = await hub.stage(stagingKey(plan), signal);
  // Another pull of the same may have come first.
  const stored = await store.find(name);
  if (isUnchanged(stored, plan)) {
    for (const { path, size } of plan.files) onStatus(fileStatus(path, size, size));
    await staging.remove();
    return stored!;
  }
  const { modelPath } = await fetchPlan(plan, staging.path, {
    ...{ client, transfers: hub.transfers, signal },
    onProgress: ({ label, digest, completed, total }) =>
      onStatus({ ...fileStatus(label, completed, total), ...sha256Only(digest) }),
  });
  onStatus({ status: "verifying sha256 digest" });
  await using temporary = await store.blobs.createTemporary();
  const network = plan.network!.format === "holo"
    ? await sound(modelPath, signal)
    : await compiled(context, { plan, modelPath, folder: temporary.path }, {
      ...{ signal, onStatus, isVerbose: pull.verbose === true },
    });
  using file = await HoloFile.open(network.file);
  const config = await modelConfigOf(file);
  const licenses = file.section("license") === undefined && plan.license ? [plan.license] : [];
  onStatus({ status: "writing manifest" });
  const layers = [network, ...overrideLayers({ licenses })];
  const model = await store.create({ name, config, layers, annotations: sourceAnnotations(plan) });
  onStatus({ status: "removing unused layers" });
  await staging.remove();
  return model;
}

function targetName({ store }: ServerContext, { as, source }: HuggingFacePull): ModelName {
  return as ?? parseModelName(localNameOf(source), store);
}

async function planned(
  client: Parameters<typeof findRepository>[0],
  { source, dtype }: HuggingFacePull,
  signal: AbortSignal,
): Promise<FetchPlan> {
  const repository = await findRepository(client, source, signal);
  const plan = planFetch(repository, dtype === undefined ? {} : { dtype });
  if (plan.refusal !== undefined) throw plan.refusal;
  return plan;
}

/** Whether a model was made of the files of a plan, so that there is nothing to do. */
function isUnchanged(stored: StoredModel | undefined, plan: FetchPlan): boolean {
  const recorded = stored && recordedSource(stored.manifest);
  return recorded !== undefined && isSameRepository(recorded, plan.source) &&
    recorded.files === filesDigest(plan);
}

function refuseOtherSource(stored: StoredModel | undefined, source: HuggingFaceSource): void {
  if (stored === undefined) return;
  const recorded = recordedSource(stored.manifest);
  if (recorded !== undefined && isSameRepository(recorded, source)) return;
  const other = recorded === undefined ? "another model" : `the model from ${recorded.repository}`;
  throw new HologramError(
    `Cannot pull '${sourceText(source)}' as '${stored.displayName}': that name has ${other}`,
    { kind: "conflict", hint: "Give it another name with --as NAME" },
  );
}

/** One folder for a repository's commit: what two components share is fetched once. */
function stagingKey({ source, revision }: FetchPlan): string {
  return `hf-${source.repository.toLowerCase().replace("/", "--")}-${revision}`;
}

function fileStatus(path: string, completed: number, total: number | undefined): TransferStatus {
  return { status: `pulling ${path}`, completed, ...total === undefined ? {} : { total } };
}

/** Clients of Ollama's know no other digests. */
function sha256Only(digest: string | undefined): { digest?: string } {
  return digest?.startsWith("sha256:") ? { digest } : {};
}

type Network = FileLayer & { file: string };

/** Compiles what was fetched. */
async function compiled(
  { scheduler }: ServerContext,
  { plan, modelPath, folder }: { plan: FetchPlan; modelPath: string; folder: string },
  { signal, onStatus, isVerbose }: ExchangeOptions & { isVerbose: boolean },
): Promise<Network> {
  const output = join(folder, "model.holo");
  const { digest, size, reports } = await scheduler.compile({
    ...{ from: modelPath, output },
    source: {
      kind: "huggingface",
      reference: sourceText(plan.source),
      revision: plan.revision,
    },
  }, {
    signal,
    onEvent: ({ phase, completed, total }) => onStatus({ status: phase, completed, total }),
  });
  if (isVerbose) { for (const report of reports) onStatus({ status: report }); }
  return { mediaType: HOLO_MEDIA_TYPE, digest, size, file: output };
}

/** Takes a compiled network as it is, once every hash in it is right. */
async function sound(path: string, signal: AbortSignal): Promise<Network> {
  const { problems, digest } = await verifyHolo(path, { signal });
  if (problems.length > 0) {
    throw new HologramError(`Cannot take the model: ${problems[0]!.message}`, { kind: "invalid" });
  }
  const { size } = await Deno.stat(path);
  return { mediaType: HOLO_MEDIA_TYPE, digest, size, file: path };
}
