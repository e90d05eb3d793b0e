import {
  findRepository,
  listVariants,
  localNameOf,
  type ModelVariant,
  registryReference,
  sourceText,
} from "../../hub/mod.ts";
import { formatModelName } from "../../store/mod.ts";
import type { ServerContext } from "../context.ts";
import { pullSource } from "./pull_source.ts";
import { registryAddress } from "./registry_address.ts";

/** What there is of a model on Hugging Face. */
export interface RemoteRepository {
  /** What was asked for. */
  name: string;
  /** Where it is. */
  source: "huggingface";
  /** Owner and name. */
  repository: string;
  /** The commit. */
  revision: string;
  /** The licence that its card names. */
  license?: string;
  /** Whether its terms must be accepted first. */
  gated: boolean;
  /** The name that it gets here. */
  model: string;
  /** What could be fetched. */
  variants: ModelVariant[];
}

/** What there is of a model in a registry. */
export interface RemoteTags {
  /** What was asked for. */
  name: string;
  /** The registry's host. */
  source: string;
  /** The repository. */
  repository: string;
  /** Its tags. */
  tags: string[];
}

/**
 * Tells what there is of a model where it would be pulled from.
 *
 * @throws {HologramError} `invalid` for a malformed name; what the hub or the registry throws.
 */
export async function remoteModel(
  { hub, store, config }: ServerContext,
  text: string,
  { insecure, signal }: { insecure: boolean; signal: AbortSignal },
): Promise<RemoteRepository | RemoteTags> {
  const from = await pullSource(store, text);
  if (from.kind === "registry") {
    const client = hub.registry(registryAddress(config, from.name, insecure));
    const { repository } = registryReference(from.name);
    const tags = await client.listTags(repository, { signal });
    const name = formatModelName(from.name, store);
    return { name, source: client.url.host, repository, tags };
  }
  const found = await findRepository(await hub.huggingFace(), from.source, signal);
  const { license, isGated, revision } = found;
  return {
    name: sourceText(from.source),
    source: "huggingface",
    repository: from.source.repository,
    ...{ revision, ...license === undefined ? {} : { license }, gated: isGated },
    model: localNameOf(from.source),
    variants: listVariants(found),
  };
}
