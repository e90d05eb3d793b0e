import { createHash } from "node:crypto";
import { errorMessage, HologramError } from "../base/mod.ts";
import { basename, dirname, join } from "../deps/path.ts";
import type { ApiClient } from "./client.ts";
import type { Progress } from "./progress.ts";

/** A file that a model is made from. */
interface LocalFile {
  /** Its name for the server: the path from the folder that was named, with `/`. */
  name: string;
  path: string;
  size: number;
}

/**
 * Sends files to the server as blobs, those that it does not have. A folder stands for the files in it, an ONNX file
 * for itself and those that continue its name (`model.onnx_data`), which hold its weights; what begins with a dot
 * is left out.
 *
 * @param paths Files and folders, absolute.
 * @returns The digest of each file by its name, as `POST /api/create` takes them in `files`.
 * @throws {HologramError} `not_found` when nothing is there; `conflict` when two files have one name; what the server
 * says when it refuses one.
 */
export async function uploadFiles(
  client: ApiClient,
  paths: readonly string[],
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<Record<string, string>> {
  const digests = new Map<string, string>();
  for (const { name, path, size } of (await Promise.all(paths.map(localFiles))).flat()) {
    if (digests.has(name)) {
      throw new HologramError(`Cannot send two files of one name: ${name}`, { kind: "conflict" });
    }
    const update = (what: string) => (completed: number) =>
      progress.update({ status: `${what} ${name}`, completed, total: size });
    const hash = createHash("sha256");
    for await (const chunk of await readFile(path, update("reading"), signal)) hash.update(chunk);
    const digest = `sha256:${hash.digest("hex")}`;
    if (await hasBlob(client, digest, signal)) {
      progress.update({ status: `using existing layer ${digest}` });
    } else {
      const body = await readFile(path, update("sending"), signal);
      const response = await client.send(`/api/blobs/${digest}`, { body, signal });
      await response.body?.cancel();
    }
    digests.set(name, digest);
  }
  return Object.fromEntries(digests);
}

async function hasBlob(client: ApiClient, digest: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await client.send(`/api/blobs/${digest}`, { method: "HEAD", signal });
    await response.body?.cancel();
    return true;
  } catch (error) {
    if (error instanceof HologramError && error.kind === "not_found") return false;
    throw error;
  }
}

async function localFiles(path: string): Promise<LocalFile[]> {
  try {
    const { isDirectory } = await Deno.stat(path);
    if (isDirectory) return await filesIn(path, "");
    const name = basename(path);
    const siblings = /\.onnx$/i.test(name) ? await filesIn(dirname(path), "", false) : [];
    const data = siblings.filter((file) => file.name !== name && file.name.startsWith(name));
    return [{ name, path, size: (await Deno.stat(path)).size }, ...data];
  } catch (cause) {
    throw new HologramError(`Cannot read ${path}: ${errorMessage(cause)}`, {
      kind: cause instanceof Deno.errors.NotFound ? "not_found" : "invalid",
      cause,
    });
  }
}

/** The files of a folder, in the order of their names. A link to a folder is not followed: it may lead back. */
async function filesIn(folder: string, prefix: string, deep = true): Promise<LocalFile[]> {
  const found: LocalFile[] = [];
  for await (const entry of Deno.readDir(folder)) {
    if (entry.name.startsWith(".")) continue;
    const name = prefix + entry.name;
    const path = join(folder, entry.name);
    if (entry.isDirectory) {
      if (deep) found.push(...await filesIn(path, `${name}/`));
      continue;
    }
    const { isFile, size } = await Deno.stat(path);
    if (isFile) found.push({ name, path, size });
  }
  return found.sort((a, b) => a.name < b.name ? -1 : 1);
}

async function readFile(
  path: string,
  onProgress: (completed: number) => void,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const file = await Deno.open(path);
  let completed = 0;
  onProgress(0);
  return file.readable.pipeThrough(
    new TransformStream({
      transform(chunk, controller) {
        completed += chunk.length;
        onProgress(completed);
        controller.enqueue(chunk);
      },
    }),
    { signal },
  );
}
