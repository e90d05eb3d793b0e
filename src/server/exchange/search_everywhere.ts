import { HologramError, toHologramError } from "../../base/mod.ts";
import { registryHost } from "../../config/mod.ts";
import { searchModels } from "../../hub/mod.ts";
import { DEFAULT_NAMESPACE } from "../../store/mod.ts";
import type { ServerContext } from "../context.ts";
import { parseRegistry } from "./registry_address.ts";

/** A model that could be pulled. */
export interface SearchedModel {
  /** The name to pull it by. */
  name: string;
  /** Where it is: `huggingface`, or the registry's host. */
  source: string;
  /** Downloads of the last 30 days. */
  downloads?: number;
  /** How many like it. */
  likes?: number;
  /** What it is for, `text-generation`. */
  task?: string;
  /** Its licence. */
  license?: string;
}

/** What a search found. */
export interface SearchAnswer {
  /** The models: those of the configured registry, then those of Hugging Face, the most downloaded first. */
  models: SearchedModel[];
  /** Places that could not be searched, and why. */
  problems: { source: string; error: string }[];
}

/** How long the configured registry may take: a search does not wait for one that is not there. */
const PATIENCE_MS = 5000;

/**
 * Searches Hugging Face, and the list of the configured registry where that tells it.
 *
 * @throws {HologramError} What Hugging Face's client throws, when the registry has nothing either.
 */
export async function searchEverywhere(
  context: ServerContext,
  text: string,
  { limit = 20, signal }: { limit?: number; signal: AbortSignal },
): Promise<SearchAnswer> {
  const { hub, config } = context;
  const host = registryHost(config);
  const [listed, found] = await Promise.allSettled([
    searchRegistry(context, text, AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])),
    hub.huggingFace().then((client) => searchModels(client, text, { limit, signal })),
  ]);
  const own = listed.status === "fulfilled" ? listed.value : [];
  if (found.status === "rejected" && own.length === 0) throw found.reason;
  const others = found.status === "fulfilled" ? found.value : [];
  const problem = (source: string, result: PromiseSettledResult<unknown>) =>
    result.status === "rejected" ? [{ source, error: toHologramError(result.reason).message }] : [];
  return {
    models: [
      ...own.map((name) => ({ name, source: host })),
      ...others.map(({ repository, ...facts }) => {
        return { name: repository, source: "huggingface", ...facts };
      }),
    ].slice(0, limit),
    problems: [...problem(host, listed), ...problem("huggingface", found)],
  };
}

async function searchRegistry(
  { hub, config }: ServerContext,
  text: string,
  signal: AbortSignal,
): Promise<string[]> {
  const client = hub.registry(parseRegistry(config, undefined));
  try {
    const wanted = text.toLowerCase();
    return (await client.listRepositories({ signal }))
      .filter((repository) => repository.toLowerCase().includes(wanted))
      .map((repository) => nameOf(client.url.host, repository));
  } catch (error) {
    // Few registries tell everybody what they have.
    const isKept = error instanceof HologramError &&
      ["forbidden", "not_found", "unsupported"].includes(error.kind);
    if (isKept) return [];
    throw error;
  }
}

/** The name by which a repository of the configured registry is pulled: `owner/name` alone would mean Hugging Face. */
function nameOf(host: string, repository: string): string {
  const own = `${DEFAULT_NAMESPACE}/`;
  return repository.startsWith(own) ? repository.slice(own.length) : `${host}/${repository}`;
}
