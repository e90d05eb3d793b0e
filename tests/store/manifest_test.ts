import assert from "node:assert/strict";
import {
  CONFIG_MEDIA_TYPE,
  encodeManifest,
  encodeModelConfig,
  HOLO_MEDIA_TYPE,
  isDigest,
  parameterSize,
  parseManifest,
  parseModelConfig,
} from "../../src/store/mod.ts";
import { digestHex } from "../../src/store/digest.ts";
import { sampleConfig } from "./sample_model.ts";

const A = `sha256:${"a".repeat(64)}`;
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

const MANIFEST = {
  config: { mediaType: CONFIG_MEDIA_TYPE, digest: A, size: 1 },
  layers: [{
    mediaType: HOLO_MEDIA_TYPE,
    digest: A,
    size: 2,
    annotations: { "dev.hologram.component": "unet", a: "b" },
  }],
};

Deno.test("encodeManifest() gives the same bytes for the same manifest, and parseManifest() reads them", () => {
  const encoded = encodeManifest(MANIFEST);
  const [layer] = MANIFEST.layers;
  const { mediaType, digest, size } = layer!;
  const turned = {
    layers: [{
      annotations: { a: "b", "dev.hologram.component": "unet" },
      size,
      digest,
      mediaType,
      file: "/x",
    }],
    config: { size: 1, digest: A, mediaType: CONFIG_MEDIA_TYPE },
  };
  assert.equal(text(encodeManifest(turned)), text(encoded));
  assert.equal(
    text(encodeManifest({ ...MANIFEST, layers: [] })),
    '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",' +
      '"artifactType":"application/vnd.hologram.model.v1","config":{"mediaType":' +
      `"application/vnd.hologram.model.config.v1+json","digest":"${A}","size":1},"layers":[]}`,
  );
  const parsed = parseManifest(encoded);
  assert.deepEqual(parsed.layers, MANIFEST.layers);
  assert.deepEqual(parsed.config, MANIFEST.config);
});

Deno.test("parseManifest() allows fields that it does not know", () => {
  const manifest = { ...JSON.parse(text(encodeManifest(MANIFEST))), subject: { x: 1 } };
  assert.equal(parseManifest(bytes(manifest)).layers.length, 1);
});

Deno.test("parseManifest() names what is wrong", () => {
  const good = JSON.parse(text(encodeManifest(MANIFEST)));
  const [layer] = good.layers;
  const cases: [unknown, RegExp][] = [
    [{ ...good, schemaVersion: 1 }, /: schemaVersion: /],
    [{ ...good, artifactType: "application/x" }, /: artifactType: /],
    [{ ...good, mediaType: undefined }, /: mediaType: /],
    [{ ...good, config: { ...good.config, mediaType: "x" } }, /: config\.mediaType: /],
    [{ ...good, layers: [{ ...layer, digest: "sha256:1" }] }, /: layers\.0\.digest: /],
    [{ ...good, layers: [{ ...layer, digest: A.toUpperCase() }] }, /: layers\.0\.digest: /],
    [{ ...good, layers: [{ ...layer, digest: `${A}\n` }] }, /: layers\.0\.digest: /],
    [{ ...good, layers: [layer, { ...layer, size: -1 }] }, /: layers\.1\.size: /],
    [{ ...good, layers: [{ ...layer, size: 1.5 }] }, /: layers\.0\.size: /],
    [{ ...good, layers: [{ ...layer, annotations: { a: 1 } }] }, /: layers\.0\.annotations\.a: /],
    [null, /Cannot read the manifest: /],
    [[], /Cannot read the manifest: /],
  ];
  for (const [value, message] of cases) {
    assert.throws(() => parseManifest(bytes(value)), { kind: "invalid", message });
  }
  for (const broken of [[], [0x7b], [0xff, 0xfe]]) {
    assert.throws(() => parseManifest(Uint8Array.from(broken)), {
      kind: "invalid",
      message: /^Cannot read the manifest: not JSON: /,
    });
  }
});

Deno.test("encodeModelConfig() gives the same bytes whatever the order of fields", () => {
  const config = { ...sampleConfig(), context_length: 512 };
  const turned = Object.fromEntries(Object.entries(config).reverse()) as unknown as typeof config;
  assert.equal(text(encodeModelConfig(turned)), text(encodeModelConfig(config)));
  assert.deepEqual(parseModelConfig(encodeModelConfig(config)), config);
});

Deno.test("encodeModelConfig() and parseModelConfig() refuse a config that is not one", () => {
  const cases: [Record<string, unknown>, RegExp][] = [
    [{ format: "gguf" }, /: format: /],
    [{ parameter_count: -1 }, /: parameter_count: /],
    [{ capabilities: "completion" }, /: capabilities: /],
    [{ context_length: 0 }, /: context_length: /],
    [{ architecture: "" }, /: architecture: /],
  ];
  for (const [change, message] of cases) {
    const config = { ...sampleConfig(), ...change } as ReturnType<typeof sampleConfig>;
    assert.throws(() => encodeModelConfig(config), { kind: "invalid", message });
    assert.throws(() => parseModelConfig(bytes(config)), { kind: "invalid", message });
  }
});

Deno.test("isDigest() takes both spellings of a SHA-256, and digestHex() brings them to one", () => {
  for (const digest of [A, A.replace(":", "-"), `sha256:${"A".repeat(64)}`]) {
    assert.equal(isDigest(digest), true, digest);
    assert.equal(digestHex(digest), "a".repeat(64));
  }
  const wrong = [
    ...[`${A}a`, A.slice(0, -1), A.replace("256", "512"), A.replace(":", "/"), `${A}\n`, "", "a"],
    ...[`x${A}`, `sha256:${"g".repeat(64)}`, `sha256:../../${"a".repeat(58)}`],
  ];
  for (const digest of wrong) {
    assert.equal(isDigest(digest), false, digest);
    assert.throws(() => digestHex(digest), { kind: "invalid", message: "invalid digest format" });
  }
});

Deno.test("parameterSize() writes counts as Ollama does", () => {
  const cases: [number, string][] = [
    [0, "0"],
    [999, "999"],
    [1000, "1K"],
    [1001, "1K"],
    [1_000_000, "1M"],
    [125_000_000, "125M"],
    [500_500_000, "500.50M"],
    [500_550_000, "500.55M"],
    [1_000_000_000, "1B"],
    [2_800_000_000, "2.8B"],
    [2_850_000_000, "2.9B"],
    [1_000_000_000_000, "1000B"],
  ];
  for (const [count, expected] of cases) assert.equal(parameterSize(count), expected);
});
