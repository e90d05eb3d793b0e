import { HologramError } from "../../base/mod.ts";
import { basename, join } from "../../deps/path.ts";
import { isSameFile } from "./file_digest.ts";
import { type HuggingFaceSource, isInnerPath } from "./parse_source.ts";
import type { HubEnvironment } from "./read_environment.ts";
import type { Repository, RepositoryFile } from "./read_repository.ts";

/**
 * A file in the cache that Hugging Face's tools share, if it is there and is the right one. The cache keeps contents in
 * `blobs/<digest>`, to which `snapshots/<commit>/<path>` links; where links cannot be made, the file stands there.
 */
export async function findCached(
  environment: HubEnvironment,
  { source, revision }: Pick<Repository, "source" | "revision">,
  file: RepositoryFile,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const folder = cacheFolder(environment, source);
  if (folder === undefined) return undefined;
  const blob = file.digest &&
    join(folder, "blobs", file.digest.slice(file.digest.indexOf(":") + 1));
  for (const path of [blob, join(folder, "snapshots", revision, file.path)]) {
    if (path && await isSameFile(path, file, signal)) return await Deno.realPath(path);
  }
}

/**
 * The repository as far as the cache holds it: for use without a network. A revision that is no commit is looked up
 * in `refs/<revision>`.
 *
 * @throws {HologramError} `unavailable` when the cache has nothing of that revision.
 */
export async function readCachedRepository(
  environment: HubEnvironment,
  source: HuggingFaceSource,
): Promise<Repository> {
  const { revision = "main" } = source;
  const folder = cacheFolder(environment, source);
  const commit = /^[0-9a-f]{40}$/.test(revision)
    ? revision
    : folder && await readCommit(join(folder, "refs", revision));
  const files: RepositoryFile[] = [];
  if (folder && commit) await listFiles(join(folder, "snapshots", commit), "", files);
  if (commit === undefined || files.length === 0) {
    throw new HologramError(
      `Cannot fetch '${source.repository}': HF_HUB_OFFLINE forbids the network, and the cache does not hold it`,
      { kind: "unavailable", hint: "Unset HF_HUB_OFFLINE" },
    );
  }
  files.sort((a, b) => a.path < b.path ? -1 : 1);
  return { source, revision: commit, files, isGated: false, isCached: true };
}

function cacheFolder({ cache }: HubEnvironment, source: HuggingFaceSource): string | undefined {
  return cache && join(cache, `models--${source.repository.replace("/", "--")}`);
}

async function readCommit(path: string): Promise<string | undefined> {
  try {
    const commit = (await Deno.readTextFile(path)).trim();
    return /^[0-9a-f]{40}$/.test(commit) ? commit : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Lists a snapshot. A file that is a link into `blobs` has its digest for a name there. */
async function listFiles(folder: string, inner: string, files: RepositoryFile[]): Promise<void> {
  try {
    for await (const entry of Deno.readDir(join(folder, inner))) {
      const path = inner === "" ? entry.name : `${inner}/${entry.name}`;
      if (entry.isDirectory) {
        await listFiles(folder, path, files);
        continue;
      }
      const target = await Deno.realPath(join(folder, path)).catch(() => undefined);
      if (target === undefined || !isInnerPath(path)) continue;
      const digest = digestOfName(basename(target));
      const { size, isFile } = await Deno.stat(target);
      if (isFile) files.push({ path, size, ...digest === undefined ? {} : { digest } });
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function digestOfName(name: string): string | undefined {
  if (/^[0-9a-f]{64}$/.test(name)) return `sha256:${name}`;
  return /^[0-9a-f]{40}$/.test(name) ? `git-sha1:${name}` : undefined;
}

function isMissing(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}
