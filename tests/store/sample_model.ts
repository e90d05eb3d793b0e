import { createHash } from "node:crypto";
import {
  type Descriptor,
  digestOf,
  type FileLayer,
  HOLO_MEDIA_TYPE,
  type ModelConfig,
  type NewModel,
  OVERRIDE_MEDIA_TYPES,
  Store,
  type StoredModel,
} from "../../src/store/mod.ts";

/** The host of names without one in these tests. */
export const HOST = "registry.hologram.dev";

/** A config that tells one model from another by its architecture. */
export function sampleConfig(architecture = "llama"): ModelConfig {
  return {
    format: "holo",
    architecture,
    family: architecture,
    families: [architecture],
    task: "text-generation",
    parameter_count: 656_128,
    parameter_size: "656K",
    quantization: "F32",
    capabilities: ["completion"],
  };
}

/** Puts a blob, and gives the layer that it would be. */
export async function putLayer(store: Store, text: string): Promise<FileLayer> {
  const blob = await store.blobs.putBlob(new TextEncoder().encode(text));
  return { mediaType: HOLO_MEDIA_TYPE, ...blob };
}

/** Bytes of a stand-in for a `.holo` file, different for each model and version. */
export function weights(model: string, version: number, length = 20_000): Uint8Array<ArrayBuffer> {
  const seed = createHash("sha256").update(`${model} ${version}`).digest();
  return Uint8Array.from({ length }, (_, at) => seed[at % seed.length]! ^ (at >> 5));
}

/**
 * Creates a version of a model as the program does: one file written in a temporary folder, one small text, a
 * layer that all versions of all models share.
 */
export async function createVersion(
  store: Store,
  name: string,
  version: number,
): Promise<StoredModel> {
  await using temporary = await store.blobs.createTemporary();
  const file = `${temporary.path}/model.holo`;
  const bytes = weights(name, version);
  await Deno.writeFile(file, bytes);
  const text = (text: string) => new TextEncoder().encode(text);
  const model: NewModel = {
    name,
    config: sampleConfig(`v${version}`),
    layers: [
      { mediaType: HOLO_MEDIA_TYPE, digest: digestOf(bytes), size: bytes.length, file },
      {
        mediaType: OVERRIDE_MEDIA_TYPES.system,
        bytes: text(`system of ${name} ${version}`),
        annotations: { of: name },
      },
      { mediaType: OVERRIDE_MEDIA_TYPES.license, bytes: text("the licence") },
    ],
  };
  return await store.create(model);
}

/** The version that a listed model says it is; fails unless each of its blobs is whole and its weights are of that version. */
export async function checkVersion(store: Store, model: StoredModel): Promise<number> {
  const fail = (what: string): never => {
    throw new Error(`${model.displayName}: ${what}`);
  };
  const blobs: Descriptor[] = [model.manifest.config, ...model.manifest.layers];
  for (const { digest, size } of blobs) {
    const bytes = await Deno.readFile(store.blobs.blobPath(digest));
    if (bytes.length !== size) fail(`${digest} has ${bytes.length} of ${size} bytes`);
    if (digestOf(bytes) !== digest) fail(`${digest} has other bytes`);
  }
  const version = Number(model.config.architecture.slice(1));
  const expected = digestOf(weights(model.displayName.replace(":latest", ""), version));
  if (model.manifest.layers[0]!.digest !== expected) fail(`the weights are not version ${version}`);
  return version;
}

/** Opens a store in a new folder, does something with it, and removes the folder. */
export async function withStore(
  action: (store: Store, root: string) => Promise<void>,
  options: { clock?: () => Date } = {},
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "hologram_store_" });
  try {
    const root = `${folder}/models`;
    await action(new Store(root, { defaultHost: HOST, ...options }), root);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Names in a folder, sorted; none when there is no folder. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Names of the blob files that models refer to, sorted. */
export function usedBlobs(models: readonly StoredModel[]): string[] {
  const digests = models.flatMap(({ manifest }) =>
    [manifest.config, ...manifest.layers].map(({ digest }) => digest.replace(":", "-"))
  );
  return [...new Set(digests)].sort();
}
