import { HologramError } from "../../base/mod.ts";
import * as z from "../../deps/zod.ts";
import type { HubClient } from "./hub_client.ts";

/** A repository that a search found. */
export interface FoundModel {
  /** Owner and name. */
  repository: string;
  /** Downloads of the last 30 days. */
  downloads: number;
  /** How many like it. */
  likes: number;
  /** What it is for, `text-generation`. */
  task?: string;
  /** Its licence. */
  license?: string;
}

/** What a search is asked for. */
export interface SearchOptions {
  /** How many at most; 20 unless given. */
  limit?: number;
  /** Gives up. */
  signal?: AbortSignal;
}

const row = z.object({
  id: z.string(),
  downloads: z.number().nullish(),
  likes: z.number().nullish(),
  pipeline_tag: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
});

/**
 * Searches the hub for models that have ONNX files, the most downloaded first.
 *
 * @throws {HologramError} What the client throws; `invalid` when the answer is not what the hub's API says.
 */
export async function searchModels(
  client: HubClient,
  text: string,
  { limit = 20, signal }: SearchOptions = {},
): Promise<FoundModel[]> {
  const query = new URLSearchParams({
    search: text,
    filter: "onnx",
    sort: "downloads",
    direction: "-1",
    limit: String(limit),
  });
  const { value } = await client.json(`/api/models?${query}`, signal && { signal });
  const { data, error } = z.array(row).safeParse(value);
  if (error) {
    throw new HologramError(`Cannot read the hub's list of models: ${error.issues[0]?.message}`, {
      kind: "invalid",
      hint: "HF_ENDPOINT must be the address of a hub or a mirror of it",
    });
  }
  return data.map(({ id, downloads, likes, pipeline_tag, tags }) => {
    const license = tags?.find((tag) => tag.startsWith("license:"))?.slice("license:".length);
    return {
      repository: id,
      downloads: downloads ?? 0,
      likes: likes ?? 0,
      ...pipeline_tag ? { task: pipeline_tag } : {},
      ...license ? { license } : {},
    };
  });
}
