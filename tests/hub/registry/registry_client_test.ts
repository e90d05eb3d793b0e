import assert from "node:assert/strict";
import { registryReference } from "../../../src/hub/registry/mod.ts";
import { hasDockerRegistry, startDockerRegistry } from "../../support/docker_registry.ts";
import { createModel, machine, noiseOf, pull, push } from "./registry_setup.ts";
import { digestOf } from "../../../src/store/mod.ts";

const ignore = !hasDockerRegistry;
const OCI = "application/vnd.oci.image.manifest.v1+json";

/** Path of a blob's bytes in the folder of a registry. */
function storedBlob(folder: string, digest: string): string {
  const hex = digest.slice("sha256:".length);
  return `${folder}/data/docker/registry/v2/blobs/sha256/${hex.slice(0, 2)}/${hex}/data`;
}

Deno.test({
  name: "a pushed model is pulled byte for byte into another store",
  ignore,
  async fn() {
    await using registry = await startDockerRegistry();
    await using here = await machine(registry.host, { chunkSize: 100_000 });
    await using there = await machine(registry.host);
    const model = await createModel(here, "ns/sample:v1", { bytes: 1_000_003, seed: 7 });
    await here.client.ping();
    const { how, progress } = await push(here, model);
    assert.deepEqual(how, ["uploaded", "uploaded", "uploaded"]);
    assert.ok(progress.length > 4, "a blob of several chunks tells of each");
    const pulled = await pull(there, "ns/sample:v1");
    assert.equal(pulled.digest, model.digest);
    assert.deepEqual(pulled.manifestBytes, model.manifestBytes);
    for (const { digest } of [model.manifest.config, ...model.manifest.layers]) {
      assert.deepEqual(
        await Deno.readFile(there.store.blobs.blobPath(digest)),
        await Deno.readFile(here.store.blobs.blobPath(digest)),
      );
    }
    assert.deepEqual((await push(here, model)).how, ["exists", "exists", "exists"]);
    assert.deepEqual(
      await here.client.headManifest("ns/sample", "v1"),
      { digest: `sha256:${model.digest}`, mediaType: OCI },
    );
  },
});

Deno.test({
  name: "a manifest with odd white space is kept verbatim",
  ignore,
  async fn() {
    await using registry = await startDockerRegistry();
    await using here = await machine(registry.host);
    await using there = await machine(registry.host);
    const model = await createModel(here, "sample");
    await push(here, model);
    const text = JSON.stringify(model.manifest, undefined, 3).replaceAll(":", " : ") + "\n \n";
    const bytes = new TextEncoder().encode(text.replaceAll("sha256 : ", "sha256:"));
    const digest = await here.client.putManifest("library/sample", "odd", {
      ...{ bytes, mediaType: OCI },
    });
    const pulled = await pull(there, "sample:odd");
    assert.deepEqual(pulled.manifestBytes, bytes);
    assert.equal(`sha256:${pulled.digest}`, digest);
    assert.equal(digest, digestOf(bytes));
  },
});

Deno.test({
  name: "a blob that another repository has is mounted, not sent",
  ignore,
  async fn() {
    await using registry = await startDockerRegistry();
    await using here = await machine(registry.host);
    await push(here, await createModel(here, "ns/first"));
    const second = await createModel(here, "ns/second");
    assert.deepEqual((await push(here, second, "ns/first")).how, ["mounted", "mounted"]);
    const third = await createModel(here, "ns/third", { bytes: 1000, seed: 3 });
    const { how } = await push(here, third, "ns/nothing");
    assert.deepEqual(how, ["uploaded", "uploaded", "uploaded"], "what is not there is sent");
  },
});

Deno.test({
  name: "tags and repositories are listed over several pages, manifests and blobs deleted",
  ignore,
  async fn() {
    await using registry = await startDockerRegistry();
    // Small pages: the registry names the next one in a link.
    const fetch: typeof globalThis.fetch = (url, init) =>
      globalThis.fetch(String(url).replace("n=1000", "n=2"), init);
    await using here = await machine(registry.host, { fetch });
    const { client } = here;
    const model = await createModel(here, "ns/sample");
    await push(here, model);
    const { repository } = registryReference(model.name);
    const manifest = await client.getManifest(repository, "latest");
    for (const name of ["ns/b", "ns/c"]) await push(here, await createModel(here, name));
    assert.deepEqual(await client.listRepositories(), ["ns/b", "ns/c", "ns/sample"]);
    // This registry does not page tags, and gives them in no certain order.
    for (const tag of ["a", "b", "c"]) await client.putManifest(repository, tag, manifest);
    assert.deepEqual((await client.listTags(repository)).sort(), ["a", "b", "c", "latest"]);
    await client.deleteManifest(repository, manifest.digest);
    assert.equal(await client.headManifest(repository, "latest"), undefined);
    await assert.rejects(client.getManifest(repository, "a"), {
      message: "pull model manifest: file does not exist",
      kind: "not_found",
    });
    const { digest } = model.manifest.config;
    assert.equal((await client.headBlob(repository, digest))?.size, model.manifest.config.size);
    await client.deleteBlob(repository, digest);
    assert.equal(await client.headBlob(repository, digest), undefined);
    await assert.rejects(client.listTags("no/such"), { kind: "not_found" });
  },
});

Deno.test({
  name: "bytes that do not have the digest are refused, pulled or pushed, and leave no model",
  ignore,
  async fn() {
    await using registry = await startDockerRegistry();
    await using here = await machine(registry.host);
    await using there = await machine(registry.host);
    const model = await createModel(here, "sample");
    await push(here, model);
    const { digest, size } = model.manifest.layers[0]!;
    await Deno.writeFile(storedBlob(registry.folder, digest), noiseOf(size, 5));
    await assert.rejects(pull(there, "sample"), /digest mismatch|sha256/i);
    assert.deepEqual((await there.store.list()).models, []);

    const other = await createModel(here, "other", { bytes: 5000, seed: 11 });
    const wrong = other.manifest.layers[1]!;
    await Deno.writeFile(here.store.blobs.blobPath(wrong.digest), noiseOf(5000, 12));
    await assert.rejects(push(here, other), {
      message: /push blob sha256:\w+: .*digest/,
      kind: "invalid",
    });
    assert.equal(await here.client.headManifest("library/other", "latest"), undefined);
    await Deno.writeFile(here.store.blobs.blobPath(wrong.digest), noiseOf(4999, 12));
    await assert.rejects(push(here, other), /it has 4999 of 5000 bytes/);
  },
});

Deno.test({
  name: "a manifest that does not have its digest is refused",
  ignore,
  async fn() {
    await using registry = await startDockerRegistry();
    await using here = await machine(registry.host);
    const model = await createModel(here, "sample");
    await push(here, model);
    const path = storedBlob(registry.folder, `sha256:${model.digest}`);
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replace("llama", "lLama").replace("{", "{ "));
    await assert.rejects(here.client.getManifest("library/sample", "latest"), (error: Error) => {
      assert.match(error.message, /digest mismatch|verif|HTTP 500|unknown/i);
      return true;
    });
  },
});
