import { RegistryClient, type RegistryClientOptions } from "../../../src/hub/registry/mod.ts";
import { modelBlobs, registryReference } from "../../../src/hub/registry/mod.ts";
import { Transfers } from "../../../src/hub/transfer/mod.ts";
import {
  type FileLayer,
  HOLO_MEDIA_TYPE,
  Store,
  type StoredModel,
} from "../../../src/store/mod.ts";
import { digestOf } from "../../../src/store/mod.ts";
import { fromFileUrl, join } from "../../../src/deps/path.ts";
import { sampleConfig } from "../../store/sample_model.ts";

/** The `.holo` file of the tests. */
const HOLO = fromFileUrl(new URL("../../fixtures/holo/v1_0.holo", import.meta.url));

/** Options of a client of a registry; its pauses take no time. */
export function clientOptions(
  host: string,
  partials: string,
  options: Partial<RegistryClientOptions> = {},
): RegistryClientOptions {
  return {
    host,
    credentials: { get: () => Promise.resolve(undefined) },
    userAgent: "hologram-tests",
    now: () => Date.now(),
    random: () => 0,
    sleep: () => Promise.resolve(),
    transfers: new Transfers({ partials, sleep: () => Promise.resolve(), random: () => 0 }),
    ...options,
  };
}

/** A folder, a store in it and a client of a registry, for one test. */
export interface Machine extends AsyncDisposable {
  /** The folder. */
  folder: string;
  /** The store. */
  store: Store;
  /** The client. */
  client: RegistryClient;
}

/** Sets up a machine that speaks to a registry. */
export async function machine(
  host: string,
  options: Partial<RegistryClientOptions> = {},
): Promise<Machine> {
  const folder = await Deno.makeTempDir({ prefix: "hologram_machine_" });
  return {
    folder,
    store: new Store(join(folder, "models"), { defaultHost: host }),
    client: new RegistryClient(clientOptions(host, join(folder, "partials"), options)),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** Creates a model of a real `.holo` file and, where wanted, a second layer of so many bytes. */
export async function createModel(
  { store }: Machine,
  name: string,
  extra?: { bytes: number; seed: number },
): Promise<StoredModel> {
  await using temporary = await store.blobs.createTemporary();
  const file = join(temporary.path, "model.holo");
  await Deno.copyFile(HOLO, file);
  const bytes = await Deno.readFile(file);
  const layers: FileLayer[] = [{
    ...{ mediaType: HOLO_MEDIA_TYPE, digest: digestOf(bytes), size: bytes.length, file },
  }];
  if (extra !== undefined) {
    const second = join(temporary.path, "second");
    const noise = noiseOf(extra.bytes, extra.seed);
    await Deno.writeFile(second, noise);
    const digest = digestOf(noise);
    layers.push({
      ...{ mediaType: "application/octet-stream", digest, size: noise.length, file: second },
    });
  }
  return await store.create({ name, config: sampleConfig(), layers });
}

/** Bytes that no repetition makes equal (xorshift). */
export function noiseOf(length: number, seed: number): Uint8Array<ArrayBuffer> {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  });
}

/** Pushes a model to its repository. Gives how each blob came there and the progress that was told. */
export async function push(
  { store, client }: Machine,
  model: StoredModel,
  mountFrom?: string,
): Promise<{ how: string[]; progress: number[] }> {
  const { repository, reference } = registryReference(model.name);
  const [how, progress]: [string[], number[]] = [[], []];
  await client.push(repository, reference, {
    manifest: new Uint8Array(model.manifestBytes),
    mediaType: model.manifest.mediaType,
    blobs: [model.manifest.config, ...model.manifest.layers],
  }, {
    pathOf: (digest) => store.blobs.blobPath(digest),
    mountFrom: mountFrom === undefined ? undefined : () => mountFrom,
    onPushed: (_digest, pushed) => how.push(pushed),
    onProgress: ({ completed }) => progress.push(completed),
  });
  return { how, progress };
}

/** Pulls a model as the program does: manifest, blobs that are missing, store. */
export async function pull({ store, client, folder }: Machine, name: string): Promise<StoredModel> {
  const [path, tag = "latest"] = name.split(":");
  const [model, namespace = "library"] = path!.split("/").reverse();
  const { repository, reference } = registryReference({ namespace, model: model!, tag });
  const manifest = await client.getManifest(repository, reference);
  const blobs = modelBlobs(manifest);
  await using temporary = await store.blobs.createTemporary();
  const pathOf = (digest: string) => join(temporary.path, digest.replace(":", "-"));
  await Deno.mkdir(join(folder, "partials"), { recursive: true });
  await client.pullBlobs(repository, blobs, { pathOf });
  const files = new Map(blobs.map(({ digest }) => [digest, pathOf(digest)]));
  return await store.importManifest(name, manifest.bytes, files);
}
