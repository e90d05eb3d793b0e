import assert from "node:assert/strict";
import { join } from "../../src/deps/path.ts";
import { doctorRoute } from "../../src/server/routes/hologram/doctor.ts";
import { HOLO_MEDIA_TYPE, type Store } from "../../src/store/mod.ts";
import { sampleConfig, withStore } from "../store/sample_model.ts";

async function examined(store: Store, local = true) {
  const origin = { local, signal: new AbortController().signal };
  const request = new Request("http://localhost/api/doctor");
  const response = await doctorRoute({ store }).fetch(request, origin);
  assert.equal(response.status, 200);
  const report = await response.json();
  assert.equal(report.threads, navigator.hardwareConcurrency);
  return report.store;
}

async function create(store: Store, name: string): Promise<string[]> {
  const bytes = new TextEncoder().encode(name);
  const layers = [{ mediaType: HOLO_MEDIA_TYPE, bytes }];
  const { manifest } = await store.create({ name, config: sampleConfig(), layers });
  return [manifest.config, ...manifest.layers].map(({ digest }) => digest);
}

Deno.test("GET /api/doctor tells of a store that is not there yet, and makes nothing", () =>
  withStore(async (store, root) => {
    const { free_bytes, ...report } = await examined(store);
    assert.ok(free_bytes > 0);
    assert.deepEqual(report, {
      path: root,
      writable: true,
      models: 0,
      blobs: 0,
      missing_blobs: [],
      problems: [],
    });
    await assert.rejects(Deno.stat(root), Deno.errors.NotFound);
  }));

Deno.test("GET /api/doctor names every blob that is missing, and manifests that cannot be read", () =>
  withStore(async (store, root) => {
    await create(store, "whole");
    const [config, layer] = await create(store, "torn");
    const [, cut] = await create(store, "cut");
    await Deno.remove(store.blobs.blobPath(layer!));
    await Deno.truncate(store.blobs.blobPath(cut!), 1);
    const damaged = join(root, "manifests", "registry.example", "library", "damaged", "latest");
    await Deno.mkdir(join(damaged, ".."), { recursive: true });
    await Deno.writeTextFile(damaged, "{}");
    const report = await examined(store);
    assert.equal(report.models, 1);
    assert.deepEqual(report.missing_blobs.sort(), [layer, cut].sort());
    assert.ok(config !== undefined && !report.missing_blobs.includes(config));
    const messages = report.problems.map(({ message }: { message: string }) => message).sort();
    assert.equal(messages.length, 3);
    assert.match(messages[0], /model 'cut:latest': blob .* has 1 of 3 bytes/);
    assert.match(messages[1], /damaged/);
    assert.match(messages[2], /model 'torn:latest': blob .* is missing/);
    assert.ok(report.problems.some(({ path }: { path: string }) => path === damaged));
  }));

Deno.test("GET /api/doctor tells no paths to other machines", () =>
  withStore(async (store, root) => {
    await create(store, "torn").then(([, layer]) => Deno.remove(store.blobs.blobPath(layer!)));
    assert.ok(!JSON.stringify(await examined(store, false)).includes(root));
  }));
