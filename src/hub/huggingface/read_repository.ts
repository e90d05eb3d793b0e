import { HologramError } from "../../base/mod.ts";
import * as z from "../../deps/zod.ts";
import type { HubClient } from "./hub_client.ts";
import type { HuggingFaceSource } from "./parse_source.ts";

/** A file of a repository. */
export interface RepositoryFile {
  /** Its path, with `/`. */
  path: string;
  /** Bytes. */
  size: number;
  /** `sha256:<hex>` for a large file, `git-sha1:<hex>` for one that git itself keeps; unknown for some in a cache. */
  digest?: string;
}

/** A repository at one commit. */
export interface Repository {
  /** What was asked for. */
  source: HuggingFaceSource;
  /** The commit, 40 hexadecimal digits. */
  revision: string;
  /** Its files, by path. */
  files: RepositoryFile[];
  /** The licence that its card names, `apache-2.0`. */
  license?: string;
  /** Whether its terms must be accepted before files may be fetched. */
  isGated: boolean;
  /** Whether only the local cache was asked, which may hold a part of it. */
  isCached: boolean;
}

const info = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  gated: z.union([z.boolean(), z.string()]).nullish(),
  tags: z.array(z.string()).nullish(),
  cardData: z.object({ license: z.unknown().optional() }).nullish(),
});

const tree = z.array(z.object({
  type: z.string(),
  path: z.string(),
  size: z.number().int().nonnegative().optional(),
  oid: z.string().optional(),
  lfs: z.object({ oid: z.string(), size: z.number().int().nonnegative() }).nullish(),
}));

/**
 * Asks the hub for a repository: one request resolves the revision to a commit, then pages of the commit's tree give
 * the files, so that all belong together whatever is pushed meanwhile.
 *
 * @throws {HologramError} What the client throws; `invalid` when an answer is not what the hub's API says.
 */
export async function readRepository(
  client: HubClient,
  source: HuggingFaceSource,
  signal?: AbortSignal,
): Promise<Repository> {
  const request = { source, ...signal === undefined ? {} : { signal } };
  const base = `/api/models/${source.repository}`;
  const revision = encodeURIComponent(source.revision ?? "main");
  const about = await client.json(`${base}/revision/${revision}`, request);
  const { sha, gated, tags, cardData } = accept(info, about.value);
  const files: RepositoryFile[] = [];
  for (let query: string | undefined = "?recursive=true"; query !== undefined;) {
    const { value, headers } = await client.json(`${base}/tree/${sha}${query}`, request);
    for (const { type, path, size, oid, lfs } of accept(tree, value)) {
      if (type !== "file") continue;
      if (
        lfs
          ? !/^[0-9a-f]{64}$/.test(lfs.oid)
          : size === undefined || !/^[0-9a-f]{40}$/.test(oid ?? "")
      ) {
        throw malformed(`no size and digest of ${JSON.stringify(path)}`);
      }
      files.push(
        lfs
          ? { path, size: lfs.size, digest: `sha256:${lfs.oid}` }
          : { path, size: size!, digest: `git-sha1:${oid}` },
      );
    }
    const next = nextPage(headers.get("link"), client.environment.endpoint);
    if (next !== undefined && next === query) throw malformed("a page follows itself");
    query = next;
  }
  files.sort((a, b) => a.path < b.path ? -1 : 1);
  const license = licenseOf(cardData?.license, tags ?? []);
  return {
    source,
    revision: sha,
    files,
    ...license === undefined ? {} : { license },
    isGated: gated !== undefined && gated !== null && gated !== false,
    isCached: false,
  };
}

/** The query of the next page (RFC 8288). Only the query is taken: a mirror may pass on links to the hub itself. */
function nextPage(link: string | null, endpoint: string): string | undefined {
  const target = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(link ?? "")?.[1];
  return target === undefined ? undefined : new URL(target, endpoint).search;
}

/** The licence of a model's card: a name, or the first of several. */
function licenseOf(card: unknown, tags: readonly string[]): string | undefined {
  const named = Array.isArray(card) ? card[0] : card;
  if (typeof named === "string" && named !== "") return named;
  return tags.find((tag) => tag.startsWith("license:"))?.slice("license:".length);
}

function accept<T>(schema: z.ZodType<T>, value: unknown): T {
  const { data, error } = schema.safeParse(value);
  if (error) throw malformed(`${error.issues[0]?.path.join(".")}: ${error.issues[0]?.message}`);
  return data as T;
}

function malformed(why: string): HologramError {
  return new HologramError(`Cannot read the hub's list of files: ${why}`, {
    kind: "invalid",
    hint: "HF_ENDPOINT must be the address of a hub or a mirror of it",
  });
}
