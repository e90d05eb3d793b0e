import assert from "node:assert/strict";
import { hasDockerRegistry, startDockerRegistry } from "../../support/docker_registry.ts";
import { startCuttingProxy } from "./cutting_proxy.ts";
import { createModel, machine, pull, push } from "./registry_setup.ts";

const ignore = !hasDockerRegistry;
const CHUNK = 200_000;

/** Where the n-th PATCH of a connection begins in its text, if it has come. */
function nthPatch(text: string, n: number): number | undefined {
  let at = -1;
  for (let i = 0; i < n; i++) {
    at = text.indexOf("PATCH /v2/", at + 1);
    if (at < 0) return undefined;
  }
  return at;
}

Deno.test({
  name: "an upload whose connection breaks between chunks goes on where the registry is",
  ignore,
  async fn() {
    await using registry = await startDockerRegistry();
    // Twice: the client's own connection pool repeats a request on its first break, unseen.
    await using proxy = startCuttingProxy(registry.port, (text) => {
      if (proxy.cuts > 1) return undefined;
      return nthPatch(text, proxy.cuts === 0 ? 3 : 1);
    });
    const ranges: string[] = [];
    const fetch: typeof globalThis.fetch = (url, init) => {
      const range = new Headers(init?.headers).get("content-range");
      if (range !== null) ranges.push(range);
      return globalThis.fetch(url, init);
    };
    // Chunks that never grow: each takes longer than a second by this clock.
    let time = 0;
    const now = () => time += 2000;
    await using here = await machine(proxy.host, { fetch, now, chunkSize: CHUNK });
    await using there = await machine(registry.host);
    const model = await createModel(here, "sample", { bytes: 4 * CHUNK + 17, seed: 21 });
    const { progress } = await push(here, model);
    assert.equal(proxy.cuts, 2);
    // The third chunk twice, no other.
    assert.deepEqual(ranges.map((range) => Number(range.split("-")[0]) / CHUNK), [
      0,
      1,
      2,
      2,
      3,
      4,
    ]);
    const last = progress.slice(-5);
    assert.deepEqual(last, last.toSorted((a, b) => a - b));
    assert.equal((await pull(there, "sample")).digest, model.digest);
  },
});

Deno.test({
  name:
    "an upload that the registry gave up after a break within a chunk starts again, and ends well",
  ignore,
  async fn() {
    await using registry = await startDockerRegistry();
    let isCut = false;
    await using proxy = startCuttingProxy(registry.port, (text, length) => {
      const at = isCut ? undefined : nthPatch(text, 2);
      if (at === undefined || length < at + CHUNK / 2) return undefined;
      isCut = true;
      return at + CHUNK / 2;
    });
    await using here = await machine(proxy.host, { chunkSize: CHUNK });
    await using there = await machine(registry.host);
    const model = await createModel(here, "sample", { bytes: 4 * CHUNK + 17, seed: 22 });
    const { progress } = await push(here, model);
    assert.equal(proxy.cuts, 1);
    const blob = progress.slice(progress.indexOf(CHUNK));
    assert.deepEqual(blob, blob.toSorted((a, b) => a - b), "what is told never goes back");
    assert.equal((await pull(there, "sample")).digest, model.digest);
  },
});

Deno.test({
  name: "an upload whose connection always breaks is given up with the reason",
  ignore,
  async fn() {
    await using registry = await startDockerRegistry();
    await using proxy = startCuttingProxy(registry.port, (text) => nthPatch(text, 1));
    await using here = await machine(proxy.host, { chunkSize: CHUNK });
    const model = await createModel(here, "sample", { bytes: 2 * CHUNK, seed: 23 });
    await assert.rejects(push(here, model), {
      message: /^Cannot reach registry 127\.0\.0\.1:\d+: /,
      kind: "unavailable",
    });
    assert.ok(proxy.cuts >= 7, "the first time and six retries");
    assert.equal(await here.client.headManifest("library/sample", "latest"), undefined);
  },
});

Deno.test({
  name: "a push ends with the reason of its signal",
  ignore,
  async fn() {
    await using registry = await startDockerRegistry();
    await using here = await machine(registry.host, { chunkSize: CHUNK });
    const model = await createModel(here, "sample", { bytes: 4 * CHUNK, seed: 24 });
    const controller = new AbortController();
    const pushed = here.client.push("library/sample", "latest", {
      manifest: new Uint8Array(model.manifestBytes),
      mediaType: model.manifest.mediaType,
      blobs: model.manifest.layers,
    }, {
      pathOf: (digest) => here.store.blobs.blobPath(digest),
      signal: controller.signal,
      onProgress: ({ completed }) => {
        if (completed >= CHUNK) controller.abort(new Error("enough"));
      },
    });
    await assert.rejects(pushed, { message: "enough" });
  },
});
