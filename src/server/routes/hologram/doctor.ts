import { access, constants, statfs } from "node:fs/promises";
import { Hono } from "../../../deps/hono.ts";
import { dirname } from "../../../deps/path.ts";
import { parseManifest, type Store, type StoreProblem } from "../../../store/mod.ts";
import type { AppEnvironment, ServerContext } from "../../context.ts";

/**
 * `GET /api/doctor`: how the store is, `{threads, store: {path, writable, free_bytes, models, blobs, missing_blobs,
 * problems: [{path, message}]}}`. Paths are told on the server's machine alone.
 */
export function doctorRoute({ store }: Pick<ServerContext, "store">): Hono<AppEnvironment> {
  return new Hono<AppEnvironment>().get("/api/doctor", async (c) => {
    const { models, problems } = await store.list();
    const place = await existing(store.root);
    const { local } = c.env;
    return c.json({
      threads: navigator.hardwareConcurrency,
      store: {
        path: local ? store.root : undefined,
        writable: await access(place, constants.W_OK).then(() => true, () => false),
        free_bytes: await freeBytes(place),
        models: models.length,
        blobs: (await store.blobs.listBlobs()).length,
        missing_blobs: await missingBlobs(store, problems),
        problems: problems.map(({ path, message }) => ({
          path: local ? path : undefined,
          message,
        })),
      },
    });
  });
}

/** A folder, or where it is not there yet, the folder in which it will be made. */
async function existing(path: string): Promise<string> {
  const found = await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
  return found || dirname(path) === path ? path : await existing(dirname(path));
}

async function freeBytes(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/** Digests of the blobs that damaged models need and that are not there, or not at their full length. */
async function missingBlobs(
  { blobs }: Store,
  problems: readonly StoreProblem[],
): Promise<string[]> {
  const missing = new Set<string>();
  for (const { path } of problems) {
    try {
      const { config, layers } = parseManifest(await Deno.readFile(path));
      for (const { digest, size } of [config, ...layers]) {
        if (await blobs.blobSize(digest) !== size) missing.add(digest);
      }
    } catch {
      // It is no manifest, or a damaged one: the problem says so.
    }
  }
  return [...missing];
}
