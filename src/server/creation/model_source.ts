import { HologramError } from "../../base/mod.ts";
import { basename, join, resolve } from "../../deps/path.ts";
import { verifyHolo } from "../../holo/mod.ts";
import { type FileLayer, HOLO_MEDIA_TYPE, type StoredModel } from "../../store/mod.ts";
import type { RequestOrigin, ServerContext } from "../context.ts";
import { findNamed, notFound } from "../find_model.ts";
import { requireLocal } from "../require_local.ts";
import type { CreateRequest } from "../schemas/create_request.ts";
import { linkFiles } from "./link_files.ts";

/** A line of progress. */
export interface CreateStatus {
  /** What is being done. */
  status: string;
  /** Bytes done. */
  completed?: number;
  /** Bytes in all. */
  total?: number;
}

/** What a creation is done with. */
export interface CreateOptions {
  /** Who asks. */
  origin: RequestOrigin;
  /** A folder on the store's file system, for files that become blobs. */
  folder: string;
  /** Ends the work. */
  signal: AbortSignal;
  /** Told of progress. */
  onStatus: (status: CreateStatus) => void;
}

/** What a new model is made from. */
export interface ModelSource {
  /** The model that it is derived from. */
  parent?: StoredModel;
  /** Its networks. */
  networks: FileLayer[];
  /** Path of its only network's `.holo` file. */
  path: string;
}

/**
 * Gets the networks that a request names: those of another model, or compiled from a path or from uploaded files.
 *
 * @throws {HologramError} `invalid` when nothing is named; `not_found`; what the compiler throws.
 */
export async function modelSource(
  context: ServerContext,
  request: CreateRequest,
  options: CreateOptions,
): Promise<ModelSource> {
  const { from, files } = request;
  if (files && Object.keys(files).length > 0) {
    const folder = join(options.folder, "files");
    await Deno.mkdir(folder);
    return await compiled(context, await linkFiles(context.store, files, folder), request, options);
  }
  if (!from) {
    throw new HologramError("neither 'from' or 'files' was specified", { kind: "invalid" });
  }
  if (isPath(from)) {
    requireLocal(options.origin, "Creating a model from a path");
    return await compiled(context, from, request, options);
  }
  const parent = await findNamed(context, from) ?? notFound(from);
  for (const { digest } of parent.manifest.layers) {
    options.onStatus({ status: `using existing layer ${digest}` });
  }
  return { parent, networks: [...parent.networks()], path: parent.holo().path };
}

/** Whether a `from` is a file rather than a model; a client sends whole paths. */
function isPath(from: string): boolean {
  return /^(\/|\.\.?[/\\]|~|[A-Za-z]:[/\\]|\\\\)/.test(from);
}

async function compiled(
  context: ServerContext,
  from: string,
  { verbose }: CreateRequest,
  { folder, signal, onStatus }: CreateOptions,
): Promise<ModelSource> {
  if (await isHolo(from)) return await imported(context, from);
  const path = join(folder, "model.holo");
  const { digest, size, reports } = await context.scheduler.compile({ from, output: path }, {
    signal,
    onEvent: ({ phase, completed, total }) => onStatus({ status: phase, completed, total }),
  });
  if (verbose) { for (const report of reports) onStatus({ status: report }); }
  return { networks: [{ mediaType: HOLO_MEDIA_TYPE, digest, size, file: path }], path };
}

/** Takes a `.holo` file as it is, once every hash in it is right; one in the store was looked at when it came. */
async function imported({ store }: ServerContext, from: string): Promise<ModelSource> {
  const own = /^sha256-([0-9a-f]{64})$/.exec(basename(from))?.[1];
  if (own !== undefined && store.blobs.blobPath(`sha256:${own}`) === resolve(from)) {
    const { size } = await Deno.stat(from);
    return {
      networks: [{ mediaType: HOLO_MEDIA_TYPE, digest: `sha256:${own}`, size }],
      path: from,
    };
  }
  const report = await verifyHolo(from);
  if (report.problems.length > 0) {
    throw new HologramError(`Cannot take ${from}: ${report.problems[0]!.message}`, {
      kind: "invalid",
    });
  }
  const file = await Deno.open(from);
  const { digest, size } = await store.blobs.putBlob(file.readable);
  const path = store.blobs.blobPath(digest);
  return { networks: [{ mediaType: HOLO_MEDIA_TYPE, digest, size }], path };
}

async function isHolo(path: string): Promise<boolean> {
  try {
    const { isFile } = await Deno.stat(path);
    if (!isFile) return false;
    using file = await Deno.open(path);
    const magic = new Uint8Array(4);
    return await file.read(magic) === 4 && new TextDecoder().decode(magic) === "HOLO";
  } catch (error) {
    // The compiler says what is wrong with the path.
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
