import { errorMessage, HologramError } from "../base/mod.ts";
import type { BlobStore } from "./blob_store.ts";
import { digestHex, digestOf } from "./digest.ts";
import {
  COMPONENT_ANNOTATION,
  type Descriptor,
  HOLO_MEDIA_TYPE,
  type Manifest,
  parseManifest,
} from "./manifest.ts";
import type { ManifestFile } from "./manifest_tree.ts";
import { type ModelConfig, parseModelConfig } from "./model_config.ts";
import { formatModelName, type ModelName, type ModelNameOptions } from "./model_name.ts";
import { type Overrides, readOverrides } from "./overrides.ts";

/** A `.holo` file in the store. */
export interface HoloBlob {
  /** Its path. */
  path: string;
  /** `sha256:<hex>` of its bytes. */
  digest: string;
  /** Its length in bytes. */
  size: number;
}

/** A model that the store has, as its manifest and config say. */
export class StoredModel {
  /** Its full name. */
  readonly name: ModelName;
  /** Its name in short, `sd-turbo:latest`. */
  readonly displayName: string;
  /** Its ID: the SHA-256 of the manifest's bytes, 64 hexadecimal digits. */
  readonly digest: string;
  /** Bytes of all its blobs. */
  readonly size: number;
  /** When it was created, copied, or last replaced. */
  readonly modifiedAt: Date;
  /** Its manifest. */
  readonly manifest: Manifest;
  /** The manifest's bytes, as they were created or came from a registry. */
  readonly manifestBytes: Uint8Array;
  /** What its config blob says. */
  readonly config: ModelConfig;
  readonly #blobs: BlobStore;

  /** Puts together what was read; {@linkcode readStoredModel} does the reading. */
  constructor(fields: StoredModelFields) {
    const { name, displayName, modifiedAt, manifest, manifestBytes, config, blobs } = fields;
    this.name = name;
    this.displayName = displayName;
    this.digest = digestHex(digestOf(manifestBytes));
    this.size = blobsOf(manifest).reduce((sum, { size }) => sum + size, 0);
    this.modifiedAt = modifiedAt;
    this.manifest = manifest;
    this.manifestBytes = manifestBytes;
    this.config = config;
    this.#blobs = blobs;
  }

  /** Names of its networks; an only one without a name is the empty text. */
  components(): string[] {
    return this.#holoLayers().map(componentOf);
  }

  /**
   * The `.holo` file of one of its networks. The name may be left out when there is only one.
   *
   * @throws {HologramError} `not_found` when it has no such network; `invalid` when it has several and none is named.
   */
  holo(component?: string): HoloBlob {
    const layers = this.#holoLayers();
    const known = layers.map(componentOf).join(", ");
    if (component === undefined && layers.length > 1) {
      throw new HologramError(
        `Cannot choose a component of model '${this.displayName}': it has ${known}`,
        { kind: "invalid", hint: "Name one of them" },
      );
    }
    const layer = layers.find((layer) =>
      component === undefined || componentOf(layer) === component
    );
    if (layer === undefined) {
      const what = component === undefined ? "network" : `component '${component}'`;
      throw new HologramError(`model '${this.displayName}' has no ${what}`, {
        kind: "not_found",
        hint: known === "" ? undefined : `It has ${known}`,
      });
    }
    const { digest, size } = layer;
    return { path: this.#blobs.blobPath(digest), digest, size };
  }

  /** The descriptors of its networks, for a model that is made from it. */
  networks(): readonly Descriptor[] {
    return this.#holoLayers();
  }

  /**
   * What its layers say in the place of the sections of its `.holo` file.
   *
   * @throws {HologramError} `invalid` when a layer is damaged.
   */
  overrides(): Promise<Overrides> {
    return readOverrides(
      this.manifest,
      ({ digest }) => Deno.readFile(this.#blobs.blobPath(digest)),
    );
  }

  #holoLayers(): Descriptor[] {
    return this.manifest.layers.filter(({ mediaType }) => mediaType === HOLO_MEDIA_TYPE);
  }
}

/** What a {@linkcode StoredModel} is made of. */
export interface StoredModelFields extends
  Pick<
    StoredModel,
    "name" | "displayName" | "modifiedAt" | "manifest" | "manifestBytes" | "config"
  > {
  /** Where its blobs are. */
  blobs: BlobStore;
}

function componentOf({ annotations }: Descriptor): string {
  return annotations?.[COMPONENT_ANNOTATION] ?? "";
}

/** Every blob that a manifest refers to. */
export function blobsOf({ config, layers }: Manifest): Descriptor[] {
  return [config, ...layers];
}

/**
 * Reads a model, without a lock: when its manifest changes or goes meanwhile, the reading starts again.
 * `undefined` when there is no manifest (any more).
 *
 * @throws {HologramError} `internal` when the manifest or the config is damaged, or a blob is missing or cut short.
 */
export async function readStoredModel(
  file: ManifestFile,
  blobs: BlobStore,
  options: ModelNameOptions,
): Promise<StoredModel | undefined> {
  const displayName = formatModelName(file.name, options);
  let last: string | undefined;
  while (true) {
    const found = await readManifestFile(file.path);
    if (found === undefined) return undefined;
    const { manifestBytes, modifiedAt } = found;
    try {
      const manifest = parseManifest(manifestBytes);
      const config = await readBlobs(manifest, blobs);
      const { name } = file;
      return new StoredModel({
        ...{ name, displayName, modifiedAt, manifest, manifestBytes, config, blobs },
      });
    } catch (cause) {
      const digest = digestOf(manifestBytes);
      if (digest === last) {
        throw new HologramError(`Cannot read model '${displayName}': ${errorMessage(cause)}`, {
          hint: "Remove the model, then pull or create it again",
          cause,
        });
      }
      last = digest;
    }
  }
}

async function readManifestFile(
  path: string,
): Promise<{ manifestBytes: Uint8Array; modifiedAt: Date } | undefined> {
  try {
    const [manifestBytes, { mtime }] = await Promise.all([Deno.readFile(path), Deno.stat(path)]);
    return { manifestBytes, modifiedAt: mtime ?? new Date(0) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Reads the config, and looks whether each blob is there at its full length. */
async function readBlobs(manifest: Manifest, blobs: BlobStore): Promise<ModelConfig> {
  for (const { digest, size } of blobsOf(manifest)) {
    const found = await blobs.blobSize(digest);
    if (found === undefined) throw new HologramError(`blob ${digest} is missing`);
    if (found !== size) throw new HologramError(`blob ${digest} has ${found} of ${size} bytes`);
  }
  return parseModelConfig(await Deno.readFile(blobs.blobPath(manifest.config.digest)));
}
