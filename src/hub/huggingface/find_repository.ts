import { readCachedRepository } from "./hub_cache.ts";
import type { HubClient } from "./hub_client.ts";
import type { HuggingFaceSource } from "./parse_source.ts";
import { readRepository, type Repository } from "./read_repository.ts";

/**
 * A repository: from the hub, or from the cache of Hugging Face's tools where `HF_HUB_OFFLINE` forbids the network.
 * Throws what {@linkcode readRepository} and {@linkcode readCachedRepository} throw.
 */
export function findRepository(
  client: HubClient,
  source: HuggingFaceSource,
  signal?: AbortSignal,
): Promise<Repository> {
  const { environment } = client;
  return environment.isOffline
    ? readCachedRepository(environment, source)
    : readRepository(client, source, signal);
}
