import { registryReference } from "../../hub/mod.ts";
import type { ModelName, StoredModel } from "../../store/mod.ts";
import type { ServerContext } from "../context.ts";
import { registryAddress } from "./registry_address.ts";
import { blobStatus, type ExchangeOptions } from "./transfer_status.ts";

/** A model that is to be pushed. */
export interface Push {
  /** The model. */
  model: StoredModel;
  /** Its name, as the request wrote it. */
  name: ModelName;
  /** Whether the registry may be spoken to without TLS. */
  insecure?: boolean | null;
}

/**
 * Pushes a model to the registry of its name: the blobs that are not there, then the manifest as it is here. Gives the
 * manifest's digest.
 *
 * @throws {HologramError} What the registry throws.
 */
export async function pushModel(
  { hub, store, config }: ServerContext,
  { model, name, insecure }: Push,
  { signal, onStatus }: ExchangeOptions,
): Promise<string> {
  const client = hub.registry(registryAddress(config, name, insecure));
  const { repository, reference } = registryReference(model.name);
  return await client.push(repository, reference, {
    manifest: new Uint8Array(model.manifestBytes),
    mediaType: model.manifest.mediaType,
    blobs: [...model.manifest.layers, model.manifest.config],
  }, {
    pathOf: (digest) => store.blobs.blobPath(digest),
    onProgress: (progress) => onStatus(blobStatus("pushing", progress)),
    onManifest: () => onStatus({ status: "pushing manifest" }),
    signal,
  });
}
