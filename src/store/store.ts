import { errorMessage, HologramError } from "../base/mod.ts";
import { dirname, join, resolve } from "../deps/path.ts";
import { atomicWrite } from "./atomic_write.ts";
import { BlobStore, writeHashed } from "./blob_store.ts";
import { type CollectedGarbage, collectGarbage } from "./collect_garbage.ts";
import { digestHex } from "./digest.ts";
import { removeEmptyDirectories, syncDirectory, syncFile } from "./directories.ts";
import { describingFileErrors } from "./file_errors.ts";
import { CONFIG_MEDIA_TYPE, encodeManifest, type Manifest, parseManifest } from "./manifest.ts";
import {
  findManifest,
  listManifests,
  type ManifestFile,
  manifestPath,
  manifestRoot,
  type StoreProblem,
} from "./manifest_tree.ts";
import { encodeModelConfig, parseModelConfig } from "./model_config.ts";
import { formatModelName, type ModelName, parseModelName } from "./model_name.ts";
import type { FileLayer, NewModel } from "./new_model.ts";
import { withStoreLock } from "./store_lock.ts";
import { blobsOf, readStoredModel, type StoredModel } from "./stored_model.ts";
import { sweepTemporaries } from "./temporaries.ts";

/** What a store must and may be told. */
export interface StoreOptions {
  /** The host of names without one: that of the configured registry. */
  defaultHost: string;
  /** Gives the present time. */
  clock?: () => Date;
}

/** What {@linkcode Store.list} finds. */
export interface StoreListing {
  /** The models, the one changed last first. */
  models: StoredModel[];
  /** What cannot be read. */
  problems: StoreProblem[];
}

/** How long a blob may wait for its manifest before it counts as garbage, in milliseconds. */
const GRACE = 60 * 60 * 1000;

/**
 * The models on this disk: `manifests/<host>/<namespace>/<model>/<tag>` and `blobs/sha256-<hex>` below one folder.
 *
 * Reading takes no lock. Writing does, across processes, and replaces files whole: whenever the program dies, each model
 * is in its old state or its new one. An error of the file system becomes an `internal` one that names the folder.
 */
export class Store {
  /** The models folder, an absolute path. */
  readonly root: string;
  /** The host of names without one. */
  readonly defaultHost: string;
  /** The files that manifests refer to. */
  readonly blobs: BlobStore;
  readonly #clock: () => Date;

  /** Opens a models folder; makes nothing until something is written. */
  constructor(root: string, { defaultHost, clock = () => new Date() }: StoreOptions) {
    this.root = resolve(root);
    this.defaultHost = defaultHost;
    this.blobs = new BlobStore(this.root, { clock });
    this.#clock = clock;
  }

  /** Every model, and what cannot be read. A damaged model is a problem, never an error. */
  list(): Promise<StoreListing> {
    return describingFileErrors(this.root, async () => {
      const { files, problems } = await listManifests(this.root);
      const models: StoredModel[] = [];
      for (const file of files) {
        try {
          const model = await this.#read(file);
          if (model !== undefined) models.push(model);
        } catch (error) {
          problems.push({ path: file.path, message: errorMessage(error) });
        }
      }
      models.sort((a, b) =>
        b.modifiedAt.getTime() - a.modifiedAt.getTime() ||
        (a.displayName < b.displayName ? -1 : 1)
      );
      return { models, problems };
    });
  }

  /**
   * The model of a name, whatever its letter case.
   *
   * @throws {HologramError} `invalid` for no name; `internal` when the model is damaged.
   */
  find(name: ModelName | string): Promise<StoredModel | undefined> {
    return describingFileErrors(this.root, async () => {
      const file = await findManifest(this.root, this.#parse(name));
      return file && await this.#read(file);
    });
  }

  /**
   * The model of a name, whatever its letter case.
   *
   * @throws {HologramError} `not_found`, `model 'x' not found`; else as {@linkcode Store.find}.
   */
  async get(name: ModelName | string): Promise<StoredModel> {
    return await this.find(name) ?? this.#fail(name);
  }

  /**
   * Makes a model, in the place of one of the same name if there is one, whose blobs then go unless another model has
   * them.
   *
   * @throws {HologramError} `invalid` for a wrong name or config, or a layer whose file or blob is not of its size;
   * `not_found` for a layer without a file whose blob the store does not have.
   */
  create({ name, config, layers, annotations }: NewModel): Promise<StoredModel> {
    const parsed = this.#parse(name);
    return describingFileErrors(this.root, async () => {
      const configBytes = encodeModelConfig(config);
      await using temporary = await this.blobs.createTemporary();
      const written: FileLayer[] = [];
      for (const layer of [{ mediaType: CONFIG_MEDIA_TYPE, bytes: configBytes }, ...layers]) {
        if (!("bytes" in layer)) {
          written.push({ ...layer, digest: `sha256:${digestHex(layer.digest)}` });
          continue;
        }
        const { mediaType, annotations, bytes } = layer;
        const file = join(temporary.path, `layer.${written.length}`);
        written.push({ mediaType, annotations, file, ...await writeHashed(file, bytes) });
      }
      const [configLayer, ...others] = written;
      const manifest = encodeManifest({ config: configLayer!, layers: others, annotations });
      return await this.#install(parsed, manifest, written);
    });
  }

  /**
   * Makes a model of a manifest, whose bytes are kept as they are: the end of a pull. Its blobs are the given files, by
   * digest, in a temporary folder of this store, which are moved, and for the rest blobs that the store has. Replaces a
   * model of the same name as {@linkcode Store.create} does.
   *
   * @throws {HologramError} `invalid` for a wrong name or manifest, or a blob that is not of its size; `not_found` for a
   * blob that is neither given nor in the store.
   */
  importManifest(
    name: ModelName | string,
    bytes: Uint8Array,
    files: ReadonlyMap<string, string> = new Map(),
  ): Promise<StoredModel> {
    const parsed = this.#parse(name);
    return describingFileErrors(this.root, async () => {
      const blobs = blobsOf(parseManifest(bytes));
      const layers = [...new Map(blobs.map((blob) => [blob.digest, blob])).values()];
      const found = layers.map((layer) => ({ ...layer, file: files.get(layer.digest) }));
      return await this.#install(parsed, bytes, found);
    });
  }

  /**
   * Gives a model a second name, which shares every blob; a model that had that name is replaced.
   *
   * @throws {HologramError} `not_found` when there is no source.
   */
  copy(source: ModelName | string, destination: ModelName | string): Promise<StoredModel> {
    const parsed = this.#parse(destination);
    return describingFileErrors(this.root, async () => {
      await this.get(source);
      return await this.#write(async () => {
        const model = await this.get(source);
        const target = await findManifest(this.root, parsed);
        const isItself = target !== undefined &&
          target.path === (await findManifest(this.root, model.name))?.path;
        return isItself ? model : await this.#put(parsed, model.manifestBytes);
      });
    });
  }

  /**
   * Removes a model, even a damaged one, and the blobs that no other model has.
   *
   * @throws {HologramError} `not_found`, `model 'x' not found`.
   */
  remove(name: ModelName | string): Promise<CollectedGarbage> {
    const parsed = this.#parse(name);
    return describingFileErrors(this.root, async () => {
      await findManifest(this.root, parsed) ?? this.#fail(name);
      return await this.#write(async () => {
        const { path } = await findManifest(this.root, parsed) ?? this.#fail(name);
        const candidates = await blobsAt(path);
        await Deno.remove(path);
        await syncDirectory(dirname(path));
        await removeEmptyDirectories(dirname(path), manifestRoot(this.root));
        return await this.#collect(candidates);
      });
    });
  }

  /**
   * Removes what a program that died has left: temporary folders without an owner, and blobs that have had no
   * manifest for an hour.
   */
  prune(): Promise<CollectedGarbage> {
    return describingFileErrors(this.root, async () => {
      if (!(await exists(this.root))) return { removed: [], problems: [] };
      return await this.#write(() => this.#collect());
    });
  }

  #parse(name: ModelName | string): ModelName {
    return parseModelName(typeof name === "string" ? name : fullName(name), this);
  }

  #read(file: ManifestFile): Promise<StoredModel | undefined> {
    return readStoredModel(file, this.blobs, this);
  }

  #fail(name: ModelName | string): never {
    const text = typeof name === "string" ? name : formatModelName(name, this);
    throw new HologramError(`model '${text}' not found`, { kind: "not_found" });
  }

  #write<T>(action: () => Promise<T>): Promise<T> {
    return withStoreLock(this.root, async () => {
      await sweepTemporaries(join(this.root, "tmp"));
      return await action();
    });
  }

  /** Moves the files of a manifest in, and puts the manifest in its place. Its first blob is the config. */
  async #install(
    name: ModelName,
    bytes: Uint8Array,
    layers: readonly FileLayer[],
  ): Promise<StoredModel> {
    // Large files reach the disk before the lock is taken, so that others need not wait for that.
    for (const { file } of layers) if (file !== undefined) await syncFile(file);
    // All else is done under the lock: no other writer may take a blob away before the manifest refers to it.
    return await this.#write(async () => {
      for (const layer of layers) await this.#check(layer);
      for (const { file, digest } of layers) {
        if (file !== undefined) await this.blobs.commitBlob(file, digest);
      }
      parseModelConfig(await Deno.readFile(this.blobs.blobPath(layers[0]!.digest)));
      return await this.#put(name, bytes);
    });
  }

  /** Puts a manifest whose blobs are there in the place of the one before it. */
  async #put(name: ModelName, bytes: Uint8Array): Promise<StoredModel> {
    const { scheme: _scheme, ...bare } = name;
    const file = await findManifest(this.root, name) ??
      { name: bare, path: manifestPath(this.root, name) };
    const candidates = await blobsAt(file.path);
    {
      await using temporary = await this.blobs.createTemporary();
      await atomicWrite(file.path, bytes, {
        temporary: join(temporary.path, "manifest"),
        modifiedAt: this.#clock(),
      });
    }
    await this.#collect(candidates);
    return await this.#read(file) ?? this.#fail(name);
  }

  #collect(candidates?: ReadonlySet<string>): Promise<CollectedGarbage> {
    const before = new Date(this.#clock().getTime() - GRACE);
    return collectGarbage(this.blobs, { candidates, before });
  }

  /** Checks that a blob, or the file that is to become it, is there at its full length. */
  async #check({ digest, size, file }: FileLayer): Promise<void> {
    const found = file === undefined
      ? await this.blobs.blobSize(digest)
      : (await Deno.stat(file)).size;
    if (found === size) return;
    if (found === undefined) {
      throw new HologramError(`Cannot write the manifest: blob ${digest} is missing`, {
        kind: "not_found",
      });
    }
    throw new HologramError(
      `Cannot write the manifest: blob ${digest} must have ${size} bytes, got ${found}`,
      { kind: "invalid" },
    );
  }
}

function fullName({ host, namespace, model, tag }: ModelName): string {
  return `${host}/${namespace}/${model}:${tag}`;
}

/** Digits of the blobs of the manifest at a path; none when it is not there or cannot be read. */
async function blobsAt(path: string): Promise<Set<string>> {
  let manifest: Manifest;
  try {
    manifest = parseManifest(await Deno.readFile(path));
  } catch (error) {
    const isUnreadable = error instanceof HologramError || error instanceof Deno.errors.NotFound;
    if (isUnreadable) return new Set();
    throw error;
  }
  return new Set(blobsOf(manifest).map(({ digest }) => digestHex(digest)));
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
