import * as z from "../deps/zod.ts";
import { parseDocument } from "./parse_document.ts";

/** Media type of a manifest: an OCI image manifest. */
export const MANIFEST_MEDIA_TYPE = "application/vnd.oci.image.manifest.v1+json";

/** Artifact type that makes an OCI artifact a model of this program. */
export const MODEL_ARTIFACT_TYPE = "application/vnd.hologram.model.v1";

/** Media type of the config blob, a `ModelConfig`. */
export const CONFIG_MEDIA_TYPE = "application/vnd.hologram.model.config.v1+json";

/** Media type of a layer that is a `.holo` file: one network. */
export const HOLO_MEDIA_TYPE = "application/vnd.hologram.holo.v1";

/** Media types of the layers that override sections of the `.holo` files. */
export const OVERRIDE_MEDIA_TYPES = {
  /** A chat template, UTF-8 text. */
  template: "application/vnd.hologram.model.template.v1",
  /** A system prompt, UTF-8 text. */
  system: "application/vnd.hologram.model.system.v1",
  /** Options, a JSON object. */
  parameters: "application/vnd.hologram.model.parameters.v1+json",
  /** Messages that start each conversation, a JSON array. */
  messages: "application/vnd.hologram.model.messages.v1+json",
  /** A licence, UTF-8 text; there may be several. */
  license: "application/vnd.hologram.model.license.v1",
} as const;

/** Annotation of a `.holo` layer: the name of its component, `unet`, in a model of several networks. */
export const COMPONENT_ANNOTATION = "dev.hologram.component";

/** A blob that a manifest refers to (the OCI image specification's descriptor). */
export interface Descriptor {
  /** What the blob is. */
  mediaType: string;
  /** `sha256:` and 64 lower-case hexadecimal digits. */
  digest: string;
  /** Its length in bytes. */
  size: number;
  /** Notes on it. */
  annotations?: Record<string, string>;
}

/** A model as a registry knows it (the OCI image specification's manifest). */
export interface Manifest {
  /** Always 2. */
  schemaVersion: 2;
  /** Always {@linkcode MANIFEST_MEDIA_TYPE}. */
  mediaType: typeof MANIFEST_MEDIA_TYPE;
  /** Always {@linkcode MODEL_ARTIFACT_TYPE}. */
  artifactType: typeof MODEL_ARTIFACT_TYPE;
  /** The config blob. */
  config: Descriptor;
  /** The `.holo` files and what overrides their sections. */
  layers: Descriptor[];
  /** Notes on the model. */
  annotations?: Record<string, string>;
}

const annotations = z.record(z.string(), z.string()).optional();
const descriptor = z.object({
  mediaType: z.string().min(1),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  size: z.int().nonnegative(),
  annotations,
});

/** What a manifest must be. Fields that are not named here are allowed: the store keeps the bytes as they came. */
const manifestSchema: z.ZodType<Manifest> = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.literal(MANIFEST_MEDIA_TYPE),
  artifactType: z.literal(MODEL_ARTIFACT_TYPE),
  config: descriptor.extend({ mediaType: z.literal(CONFIG_MEDIA_TYPE) }),
  layers: z.array(descriptor),
  annotations,
});

/**
 * Reads a manifest.
 *
 * @throws {HologramError} `invalid`, naming the first field that is not as it should be.
 */
export function parseManifest(bytes: Uint8Array): Manifest {
  return parseDocument(manifestSchema, bytes, "manifest");
}

/** The bytes of a new manifest; the same manifest always gives the same bytes. */
export function encodeManifest(
  { config, layers, annotations }: Pick<Manifest, "config" | "layers" | "annotations">,
): Uint8Array<ArrayBuffer> {
  const fields = ({ mediaType, digest, size, annotations }: Descriptor): Descriptor => {
    return { mediaType, digest, size, annotations: sorted(annotations) };
  };
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST_MEDIA_TYPE,
    artifactType: MODEL_ARTIFACT_TYPE,
    config: fields(config),
    layers: layers.map(fields),
    annotations: sorted(annotations),
  };
  return new TextEncoder().encode(JSON.stringify(manifest));
}

function sorted(record: Record<string, string> | undefined): Record<string, string> | undefined {
  return record && Object.fromEntries(Object.entries(record).sort(([a], [b]) => a < b ? -1 : 1));
}
