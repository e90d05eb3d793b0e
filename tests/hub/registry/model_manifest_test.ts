import assert from "node:assert/strict";
import { modelBlobs, OCI_MANIFEST } from "../../../src/hub/registry/mod.ts";

const A = `sha256:${"a".repeat(64)}`;
const B = `sha256:${"b".repeat(64)}`;
const OURS = "application/vnd.hologram.model.v1";

function blobsOf(manifest: unknown, mediaType: string = OCI_MANIFEST) {
  const text = typeof manifest === "string" ? manifest : JSON.stringify(manifest);
  return modelBlobs({ bytes: new TextEncoder().encode(text), mediaType });
}

Deno.test("modelBlobs() gives each blob once, the config first", () => {
  assert.deepEqual(
    blobsOf({
      artifactType: OURS,
      config: { mediaType: "c", digest: A, size: 2 },
      layers: [
        { mediaType: "l", digest: B, size: 3 },
        { mediaType: "l", digest: A, size: 2 },
      ],
    }),
    [{ digest: A, size: 2 }, { digest: B, size: 3 }],
  );
});

Deno.test("a manifest of something else is refused with what it is", () => {
  const config = {
    mediaType: "application/vnd.docker.container.image.v1+json",
    digest: A,
    size: 1,
  };
  const layers = [{ mediaType: "application/vnd.ollama.image.model", digest: B, size: 1 }];
  assert.throws(() => blobsOf({ config, layers }), {
    kind: "unsupported",
    message: /GGUF layers, and needs the converter, which does not exist yet/,
  });
  assert.throws(() => blobsOf({ config, layers: [] }), {
    kind: "unsupported",
    message: /expected .*model\.v1, got application\/vnd\.docker\.container\.image/,
  });
  assert.throws(
    () => blobsOf({ artifactType: "application/x-cake", config, layers: [] }),
    /got application\/x-cake/,
  );
  const index = "application/vnd.oci.image.index.v1+json";
  assert.throws(() => blobsOf({ manifests: [] }, index), /got an index of several manifests/);
});

Deno.test("a damaged manifest is refused", () => {
  for (
    const manifest of [
      "not json",
      "[]",
      { artifactType: OURS },
      { artifactType: OURS, config: { digest: "../../x", size: 1, mediaType: "c" }, layers: [] },
      { artifactType: OURS, config: { digest: A, size: -1, mediaType: "c" }, layers: [] },
    ]
  ) assert.throws(() => blobsOf(manifest), { kind: "invalid" }, JSON.stringify(manifest));
});
