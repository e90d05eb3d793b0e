import { HologramError } from "../../base/mod.ts";
import * as z from "../../deps/zod.ts";
import { type FetchedManifest, OCI_MANIFEST } from "./manifests.ts";
import { distinctBlobs, type RegistryBlob } from "./pull_blobs.ts";
import { oneLine, parseJson } from "./registry_error.ts";

/** Artifact type of the models of this program. */
const MODEL = "application/vnd.hologram.model.v1";

const blob = z.object({
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  size: z.int().nonnegative(),
});
const model = z.object({ config: blob, layers: z.array(blob) });
const anything = z.object({
  mediaType: z.string().optional(),
  artifactType: z.string().optional(),
  manifests: z.array(z.unknown()).optional(),
  config: z.object({ mediaType: z.string() }).optional(),
  layers: z.array(z.object({ mediaType: z.string() })).optional(),
});

/**
 * The blobs of a model's manifest, each once, its config first.
 *
 * @throws {HologramError} `unsupported` when the manifest is of something else, which it names; `invalid` when it is
 * damaged.
 */
export function modelBlobs(manifest: Pick<FetchedManifest, "bytes" | "mediaType">): RegistryBlob[] {
  const value = parseJson(manifest.bytes);
  const found = anything.safeParse(value);
  if (!found.success) {
    throw new HologramError("pull model manifest: expected an OCI image manifest, got other JSON", {
      kind: "invalid",
    });
  }
  const { artifactType } = found.data;
  const mediaType = found.data.mediaType ?? manifest.mediaType;
  if (artifactType !== MODEL || mediaType !== OCI_MANIFEST) {
    throw notOurs({ ...found.data, mediaType });
  }
  const parsed = model.safeParse(value);
  if (parsed.success) return distinctBlobs([parsed.data.config, ...parsed.data.layers]);
  const field = parsed.error.issues[0]!.path.join(".");
  throw new HologramError(`pull model manifest: ${field} is not as expected`, { kind: "invalid" });
}

function notOurs(
  { mediaType, artifactType, manifests, config, layers }: z.infer<typeof anything>,
): HologramError {
  const isOllama = layers?.some((layer) => layer.mediaType.startsWith("application/vnd.ollama."));
  if (isOllama) {
    return new HologramError(
      "pull model manifest: it is one of Ollama's models, with GGUF layers, and needs the converter, " +
        "which does not exist yet",
      { kind: "unsupported" },
    );
  }
  const what = manifests !== undefined
    ? `an index of several manifests, ${mediaType}`
    : artifactType ?? config?.mediaType ?? mediaType ?? "nothing that says its type";
  return new HologramError(`pull model manifest: expected ${MODEL}, got ${oneLine(what)}`, {
    kind: "unsupported",
    hint: "Only models that 'hologram push' has put into a registry can be pulled",
  });
}
