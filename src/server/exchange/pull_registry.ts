import { HologramError } from "../../base/mod.ts";
import { join } from "../../deps/path.ts";
import {
  type FetchedManifest,
  modelBlobs,
  registryReference,
  type Staging,
} from "../../hub/mod.ts";
import { verifyHolo } from "../../holo/mod.ts";
import {
  formatModelName,
  HOLO_MEDIA_TYPE,
  type ModelName,
  parseManifest,
  type StoredModel,
} from "../../store/mod.ts";
import type { ServerContext } from "../context.ts";
import { isSameRepository, recordedSource } from "./recorded_source.ts";
import { registryAddress } from "./registry_address.ts";
import { blobStatus, type ExchangeOptions } from "./transfer_status.ts";

/** A model of a registry that is to be pulled. */
export interface RegistryPull {
  /** Its name. */
  name: ModelName;
  /** The name that it gets here; its own unless given. */
  as?: ModelName;
  /** Whether the registry may be spoken to without TLS, and with any certificate. */
  insecure?: boolean | null;
}

/** What a pull from a registry would do. */
export interface RegistryPlan {
  /** What kind of plan it is. */
  kind: "registry";
  /** Where the model is, `host/repository:tag`. */
  source: string;
  /** The name that it would get. */
  model: string;
  /** The registry's host. */
  registry: string;
  /** The repository. */
  repository: string;
  /** The tag. */
  reference: string;
  /** The manifest's digest. */
  revision: string;
  /** The blobs, and whether each is here. */
  files: { path: string; digest: string; size: number; present: boolean }[];
  /** Bytes of all. */
  size: number;
}

/**
 * Tells what a pull would transfer; transfers the manifest alone.
 *
 * @throws {HologramError} As {@linkcode pullFromRegistry}.
 */
export async function planRegistryPull(
  { hub, store, config }: ServerContext,
  { name, as, insecure }: RegistryPull,
  signal: AbortSignal,
): Promise<RegistryPlan> {
  const { repository, reference } = registryReference(name);
  const client = hub.registry(registryAddress(config, name, insecure));
  const manifest = await client.getManifest(repository, reference, { signal });
  const blobs = modelBlobs(manifest);
  const files = await Promise.all(blobs.map(async ({ digest, size }) => {
    return { path: digest, digest, size, present: await store.blobs.hasBlob(digest) };
  }));
  return {
    kind: "registry",
    source: `${client.url.host}/${repository}:${reference}`,
    model: formatModelName(as ?? name, store),
    registry: client.url.host,
    ...{ repository, reference, revision: manifest.digest, files },
    size: blobs.reduce((sum, { size }) => sum + size, 0),
  };
}

/**
 * Pulls a model from a registry: the blobs that are not here, each verified, then its manifest as it is.
 *
 * @throws {HologramError} What the registry or the transfer throws; `conflict` when the name belongs to another source.
 */
export async function pullFromRegistry(
  context: ServerContext,
  { name, as, insecure }: RegistryPull,
  options: ExchangeOptions,
): Promise<StoredModel> {
  const { hub, store, config } = context;
  const { signal, onStatus } = options;
  const target = as ?? name;
  const { repository, reference } = registryReference(name);
  const client = hub.registry(registryAddress(config, name, insecure));
  const manifest = await client.getManifest(repository, reference, { signal });
  const blobs = modelBlobs(manifest);
  const { layers, annotations } = parseManifest(manifest.bytes);
  if (as === undefined) refuseOtherSource(await store.find(target), { annotations });

  using staging = await hub.stage(stagingKey(manifest), signal);
  const missing = [];
  for (const blob of blobs) {
    const { digest, size } = blob;
    if (!(await store.blobs.hasBlob(digest))) missing.push(blob);
    else onStatus(blobStatus("pulling", { digest, total: size, completed: size }));
  }
  const pathOf = (digest: string) => join(staging.path, digest.replace(":", "-"));
  await client.pullBlobs(repository, missing, {
    ...{ pathOf, signal },
    onProgress: (progress) => onStatus(blobStatus("pulling", progress)),
  });
  onStatus({ status: "verifying sha256 digest" });
  const files = new Map(missing.map(({ digest }) => [digest, pathOf(digest)]));
  for (const { digest, mediaType } of layers) {
    const path = files.get(digest);
    if (mediaType === HOLO_MEDIA_TYPE && path !== undefined) {
      await requireSound(path, digest, staging, signal);
    }
  }
  onStatus({ status: "writing manifest" });
  const stored = await store.importManifest(target, manifest.bytes, files);
  onStatus({ status: "removing unused layers" });
  await staging.remove();
  return stored;
}

function stagingKey({ digest }: FetchedManifest): string {
  return `oci-${digest.replace(":", "-")}`;
}

/** A model under a bare name may be one from Hugging Face: another one does not silently take its place. */
function refuseOtherSource(
  stored: StoredModel | undefined,
  incoming: Parameters<typeof recordedSource>[0],
): void {
  const recorded = stored && recordedSource(stored.manifest);
  if (recorded === undefined || isSameRepository(recorded, recordedSource(incoming))) return;
  throw new HologramError(
    `Cannot pull '${stored!.displayName}': that name has the model from ${recorded.repository}`,
    { kind: "conflict", hint: "Give it another name with --as NAME" },
  );
}

/** What a publisher sent damaged is refused before it becomes a model. */
async function requireSound(
  path: string,
  digest: string,
  staging: Staging,
  signal: AbortSignal,
): Promise<void> {
  const { problems } = await verifyHolo(path, { signal });
  if (problems.length === 0) return;
  await staging.remove();
  throw new HologramError(`Cannot take ${digest}: ${problems[0]!.message}`, { kind: "invalid" });
}
