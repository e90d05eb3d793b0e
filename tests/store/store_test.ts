import assert from "node:assert/strict";
import { HologramError } from "../../src/base/mod.ts";
import {
  COMPONENT_ANNOTATION,
  digestOf,
  encodeModelConfig,
  HOLO_MEDIA_TYPE,
  Store,
} from "../../src/store/mod.ts";
import {
  checkVersion,
  createVersion,
  HOST,
  namesIn,
  putLayer,
  sampleConfig,
  usedBlobs,
  withStore,
} from "./sample_model.ts";

const HOUR = 60 * 60 * 1000;

/** Names of the models that a store lists; fails when it has problems. */
async function listed(store: Store): Promise<string[]> {
  const { models, problems } = await store.list();
  assert.deepEqual(problems, []);
  return models.map(({ displayName }) => displayName);
}

/** A clock that goes on by a second at each look, and by as much as it is told. */
function steppingClock(): { clock: () => Date; advance: (milliseconds: number) => void } {
  let now = Date.UTC(2024, 0, 1);
  return {
    clock: () => new Date(now += 1000),
    advance: (milliseconds) => void (now += milliseconds),
  };
}

Deno.test("Store of a folder that is missing is empty, and reading makes nothing", async () => {
  await withStore(async (store, root) => {
    assert.deepEqual(await store.list(), { models: [], problems: [] });
    assert.equal(await store.find("m"), undefined);
    assert.deepEqual(await store.prune(), { removed: [], problems: [] });
    const missing = { kind: "not_found", message: "model 'M:x' not found" };
    await assert.rejects(store.get("M:x"), missing);
    await assert.rejects(store.remove("M:x"), missing);
    await assert.rejects(store.copy("M:x", "y"), missing);
    await assert.rejects(Deno.stat(root), Deno.errors.NotFound);
  });
});

Deno.test("Store.create() stores a model that find() and list() give back", async () => {
  const { clock } = steppingClock();
  await withStore(async (store, root) => {
    const config = { ...sampleConfig(), context_length: 512 };
    const layer = await putLayer(store, "network");
    const created = await store.create({ name: "ns/m:t", config, layers: [layer] });
    const found = await store.get("ns/m:t");
    for (const model of [created, found, (await store.list()).models[0]!]) {
      assert.deepEqual(model.name, { host: HOST, namespace: "ns", model: "m", tag: "t" });
      assert.equal(model.displayName, "ns/m:t");
      assert.deepEqual(model.config, config);
      assert.equal(model.size, layer.size + encodeModelConfig(config).length);
      const { digest, size } = layer;
      assert.deepEqual(model.holo(), { path: store.blobs.blobPath(digest), digest, size });
      assert.deepEqual(model.components(), [""]);
      assert.equal(model.modifiedAt.getUTCFullYear(), 2024);
    }
    const path = `${root}/manifests/${HOST}/ns/m/t`;
    assert.equal(`sha256:${created.digest}`, digestOf(await Deno.readFile(path)));
    assert.deepEqual(created.manifestBytes, await Deno.readFile(path));
    assert.deepEqual(await namesIn(`${root}/tmp`), []);
  }, { clock });
});

Deno.test("Store.create() gives the same ID for the same input, whatever the name and the time", async () => {
  const { clock } = steppingClock();
  await withStore(async (store) => {
    const layers = [await putLayer(store, "network")];
    const first = await store.create({ name: "a", config: sampleConfig(), layers });
    const second = await store.create({ name: "b", config: sampleConfig(), layers });
    const other = await store.create({ name: "c", config: sampleConfig("bert"), layers });
    assert.equal(first.digest, second.digest);
    assert.notEqual(first.digest, other.digest);
  }, { clock });
});

Deno.test("Store.list() puts the model changed last first", async () => {
  const { clock } = steppingClock();
  await withStore(async (store) => {
    const names = [
      ...["mistral:7b-instruct-q4_0", "zephyr:7b-beta-q5_K_M", "apple/OpenELM:latest"],
      ...["boreas:2b-code-v1.5-q6_K", "mynamespace/apeliotes:latest"],
      "myhost/mynamespace/lips:code",
    ];
    for (const name of names) await createVersion(store, name, 1);
    assert.deepEqual(await listed(store), names.toReversed());
    await createVersion(store, names[2]!, 2);
    assert.equal((await listed(store))[0], names[2]);
    await store.copy(names[0]!, "copy");
    assert.equal((await listed(store))[0], "copy:latest");
  }, { clock });
});

Deno.test("Store.list() lists models changed at the same time by name", async () => {
  await withStore(async (store) => {
    for (const name of ["b", "c", "a"]) await createVersion(store, name, 1);
    assert.deepEqual(await listed(store), ["a:latest", "b:latest", "c:latest"]);
  }, { clock: () => new Date(0) });
});

Deno.test("Store keeps one manifest for names that differ by letter case, in the first spelling", async () => {
  await withStore(async (store) => {
    const first = "eXample/Namespace/MODEL:tag";
    await createVersion(store, first, 1);
    await createVersion(store, "other", 1);
    const spellings = ["example/namespace/model:tag", "EXAMPLE/NAMESPACE/MODEL:TAG", first];
    for (const [index, spelling] of spellings.entries()) {
      assert.equal((await store.get(spelling)).displayName, first);
      const created = await store.create({
        name: spelling,
        config: sampleConfig(`v${index}`),
        layers: [],
      });
      assert.equal(created.displayName, first);
      assert.equal((await store.copy("OTHER", spelling)).displayName, first);
      assert.deepEqual((await listed(store)).sort(), [first, "other:latest"]);
    }
    await createVersion(store, "EXAMPLE/second:TAG", 1);
    assert.ok((await listed(store)).includes("EXAMPLE/second:TAG"));
    await store.remove("example/NAMESPACE/model:tAg");
    assert.equal(await store.find(first), undefined);
  });
});

Deno.test("Store.create() over a model replaces it and removes the blobs that are left over", async () => {
  await withStore(async (store, root) => {
    await createVersion(store, "m", 1);
    const model = await createVersion(store, "m", 2);
    assert.equal(await checkVersion(store, model), 2);
    assert.deepEqual(await listed(store), ["m:latest"]);
    assert.deepEqual(await namesIn(`${root}/blobs`), usedBlobs([model]));
  });
});

Deno.test("Store.remove() leaves shared blobs to the other model, and nothing after the last one", async () => {
  await withStore(async (store, root) => {
    const model = await createVersion(store, "n/test", 1);
    await store.copy("n/test", "test2:x");
    const shared = await namesIn(`${root}/blobs`);
    assert.deepEqual(shared, usedBlobs([model]));
    assert.deepEqual((await store.remove("n/test")).removed, []);
    assert.deepEqual(await namesIn(`${root}/blobs`), shared);
    assert.deepEqual(await namesIn(`${root}/manifests/${HOST}`), ["library"]);
    const { removed, problems } = await store.remove("test2:x");
    assert.equal(removed.length, shared.length);
    assert.deepEqual(problems, []);
    for (const folder of ["blobs", "manifests", "tmp"]) {
      assert.deepEqual(await namesIn(`${root}/${folder}`), [], folder);
    }
  });
});

Deno.test("Store.remove() takes a model that lists one blob twice", async () => {
  await withStore(async (store, root) => {
    const layer = await putLayer(store, "network");
    await store.create({ name: "m", config: sampleConfig(), layers: [layer, layer] });
    await store.remove("m");
    assert.deepEqual(await namesIn(`${root}/blobs`), []);
  });
});

Deno.test("Store.copy() writes no blob, keeps the ID and replaces what had the name", async () => {
  await withStore(async (store, root) => {
    const source = await createVersion(store, "a", 1);
    await createVersion(store, "b", 2);
    const copy = await store.copy("a", "b");
    assert.equal(copy.digest, source.digest);
    assert.deepEqual(await namesIn(`${root}/blobs`), usedBlobs([source]));
    const same = await store.copy("a", "A:LATEST");
    assert.equal(same.displayName, "a:latest");
    assert.deepEqual(await store.get("a"), source);
    assert.deepEqual((await listed(store)).sort(), ["a:latest", "b:latest"]);
  });
});

Deno.test("Store.importManifest() keeps the bytes as they are", async () => {
  await withStore(async (store, root) => {
    const model = await createVersion(store, "a", 1);
    const fields = { ...JSON.parse(new TextDecoder().decode(model.manifestBytes)), extra: [1] };
    const bytes = new TextEncoder().encode(JSON.stringify(fields, null, "\t") + "\n\n");
    const imported = await store.importManifest("http://hub.example/n/m:t", bytes);
    assert.equal(imported.displayName, "hub.example/n/m:t");
    assert.equal(`sha256:${imported.digest}`, digestOf(bytes));
    assert.deepEqual(await Deno.readFile(`${root}/manifests/hub.example/n/m/t`), bytes);
    assert.deepEqual(imported.config, model.config);
  });
});

Deno.test("Store.importManifest() moves the files that it is given in", async () => {
  await withStore(async (source) => {
    const model = await createVersion(source, "a", 1);
    await withStore(async (store, root) => {
      await using temporary = await store.blobs.createTemporary();
      const files = new Map<string, string>();
      for (const { digest } of [model.manifest.config, ...model.manifest.layers]) {
        files.set(digest, `${temporary.path}/${files.size}`);
        await Deno.copyFile(source.blobs.blobPath(digest), files.get(digest)!);
      }
      const imported = await store.importManifest("a", model.manifestBytes, files);
      assert.equal(imported.digest, model.digest);
      assert.equal(await checkVersion(store, imported), 1);
      assert.deepEqual(await namesIn(`${root}/blobs`), usedBlobs([model]));
      assert.deepEqual(await namesIn(temporary.path), [".lock"]);
    });
  });
});

Deno.test("Store.importManifest() refuses a config that is not one", async () => {
  await withStore(async (store) => {
    const model = await createVersion(store, "a", 1);
    const config = await store.blobs.putBlob(new TextEncoder().encode("{}"));
    const fields = JSON.parse(new TextDecoder().decode(model.manifestBytes));
    Object.assign(fields.config, config);
    const bytes = new TextEncoder().encode(JSON.stringify(fields));
    await assert.rejects(store.importManifest("b", bytes), {
      kind: "invalid",
      message: /^Cannot read the model's config: format: /,
    });
    assert.deepEqual(await listed(store), ["a:latest"]);
  });
});

Deno.test("Store.importManifest() writes nothing when a blob is missing or of another size", async () => {
  await withStore(async (store) => {
    const model = await createVersion(store, "a", 1);
    const text = new TextDecoder().decode(model.manifestBytes);
    const { digest, size } = model.manifest.layers[0]!;
    const encode = (text: string) => new TextEncoder().encode(text);
    const other = `sha256:${"0".repeat(64)}`;
    await assert.rejects(store.importManifest("b", encode(text.replace(digest, other))), {
      kind: "not_found",
      message: `Cannot write the manifest: blob ${other} is missing`,
    });
    const longer = text.replace(`"size":${size}`, `"size":${size + 1}`);
    await assert.rejects(store.importManifest("b", encode(longer)), {
      kind: "invalid",
      message: `Cannot write the manifest: blob ${digest} must have ${size + 1} bytes, got ${size}`,
    });
    await assert.rejects(store.importManifest("b", encode("{}")), { kind: "invalid" });
    assert.deepEqual(await listed(store), ["a:latest"]);
  });
});

Deno.test("Store.create() moves files in, and refuses a layer that is not there or not of its size", async () => {
  await withStore(async (store, root) => {
    await using temporary = await store.blobs.createTemporary();
    const file = `${temporary.path}/x.holo`;
    await Deno.writeTextFile(file, "network");
    const digest = digestOf(new TextEncoder().encode("network"));
    const config = sampleConfig();
    const layer = { mediaType: HOLO_MEDIA_TYPE, digest, size: 7, file };
    const create = (changes: object) =>
      store.create({ name: "m", config, layers: [{ ...layer, ...changes }] });
    await assert.rejects(create({ file: undefined }), { kind: "not_found" });
    await assert.rejects(create({ size: 8 }), { kind: "invalid" });
    await assert.rejects(create({ file: `${file}.none` }), HologramError);
    await assert.rejects(create({ digest: "sha256:1" }), { message: "invalid digest format" });
    await assert.rejects(
      Promise.try(() => store.create({ name: "m:", config, layers: [] })),
      { message: "invalid model name" },
    );
    assert.deepEqual(await listed(store), []);
    const model = await create({ digest: digest.replace(":", "-").toUpperCase().toLowerCase() });
    assert.equal(model.manifest.layers[0]!.digest, digest);
    assert.equal(await Deno.readTextFile(model.holo().path), "network");
    assert.deepEqual(await namesIn(temporary.path), [".lock"]);
    assert.equal((await namesIn(`${root}/blobs`)).length, 2);
  });
});

Deno.test("StoredModel.holo() finds the file of a component", async () => {
  await withStore(async (store) => {
    const component = async (name: string) => ({
      ...await putLayer(store, name),
      annotations: { [COMPONENT_ANNOTATION]: name },
    });
    const layers = [await component("unet"), await component("vae")];
    const model = await store.create({ name: "m", config: sampleConfig(), layers });
    assert.deepEqual(model.components(), ["unet", "vae"]);
    assert.equal(await Deno.readTextFile(model.holo("vae").path), "vae");
    assert.throws(() => model.holo(), {
      kind: "invalid",
      message: "Cannot choose a component of model 'm:latest': it has unet, vae",
    });
    assert.throws(() => model.holo("text"), {
      kind: "not_found",
      message: "model 'm:latest' has no component 'text'",
    });
    const none = await store.create({ name: "n", config: sampleConfig(), layers: [] });
    assert.throws(() => none.holo(), { message: "model 'n:latest' has no network" });
  });
});

Deno.test("Store.list() reports what is damaged beside the models, and a damaged manifest stops collection", async () => {
  await withStore(async (store, root) => {
    await createVersion(store, "good", 1);
    await createVersion(store, "bad", 1);
    const bad = `${root}/manifests/${HOST}/library/bad/latest`;
    await Deno.writeTextFile(bad, '{"schemaVersion":2');
    await Deno.writeTextFile(`${root}/manifests/stray`, "");
    await Deno.writeTextFile(`${root}/manifests/.DS_Store`, "");
    const { models, problems } = await store.list();
    assert.deepEqual(models.map(({ displayName }) => displayName), ["good:latest"]);
    assert.deepEqual(problems.map(({ path }) => path).sort(), [bad, `${root}/manifests/stray`]);
    assert.match(
      problems.find(({ path }) => path === bad)!.message,
      /^Cannot read model 'bad:latest': Cannot read the manifest: not JSON: /,
    );
    await assert.rejects(store.find("bad"), {
      kind: "internal",
      message: /^Cannot read model 'bad:latest'/,
    });

    await Deno.remove(`${root}/manifests/stray`);
    const before = await namesIn(`${root}/blobs`);
    const kept = await store.remove("good");
    assert.deepEqual(kept.removed, []);
    assert.deepEqual(kept.problems.map(({ path }) => path), [bad]);
    assert.deepEqual(await namesIn(`${root}/blobs`), before);

    await store.remove("bad");
    assert.deepEqual(await store.list(), { models: [], problems: [] });
  });
});

Deno.test("Store.list() reports a blob that is missing, cut short or no config", async () => {
  await withStore(async (store) => {
    const model = await createVersion(store, "m", 1);
    const { digest, size } = model.manifest.layers[0]!;
    const problem = async () => {
      const { models, problems } = await store.list();
      assert.equal(models.length, 0);
      return problems[0]!.message.replace("Cannot read model 'm:latest': ", "");
    };
    await Deno.truncate(store.blobs.blobPath(digest), 5);
    assert.equal(await problem(), `blob ${digest} has 5 of ${size} bytes`);
    await Deno.remove(store.blobs.blobPath(digest));
    assert.equal(await problem(), `blob ${digest} is missing`);
    await createVersion(store, "m", 1);
    assert.deepEqual(await listed(store), ["m:latest"]);
    const { config } = model.manifest;
    await Deno.writeTextFile(store.blobs.blobPath(config.digest), "x".repeat(config.size));
    assert.match(await problem(), /^Cannot read the model's config: not JSON: /);
  });
});

Deno.test("Store.prune() removes blobs that waited an hour for a manifest, and spares younger ones", async () => {
  const { clock, advance } = steppingClock();
  await withStore(async (store, root) => {
    const model = await createVersion(store, "m", 1);
    const old = await putLayer(store, "old");
    const again = await putLayer(store, "old, but put again");
    advance(2 * HOUR);
    await putLayer(store, "old, but put again");
    const young = await putLayer(store, "young");
    await Deno.writeTextFile(`${root}/blobs/notes.txt`, "");

    const bad = `${root}/manifests/${HOST}/library/bad`;
    await Deno.mkdir(bad);
    await Deno.writeTextFile(`${bad}/latest`, "");
    assert.deepEqual((await store.prune()).removed, []);
    assert.equal(await store.blobs.hasBlob(old.digest), true);

    await Deno.remove(bad, { recursive: true });
    assert.deepEqual(await store.prune(), { removed: [old.digest], problems: [] });
    assert.equal(await store.blobs.hasBlob(young.digest), true);
    assert.equal(await store.blobs.hasBlob(again.digest), true);
    advance(2 * HOUR);
    assert.equal((await store.prune()).removed.length, 2);
    assert.deepEqual(await namesIn(`${root}/blobs`), ["notes.txt", ...usedBlobs([model])]);
  }, { clock });
});

Deno.test("Store names the folder when it is no folder", async () => {
  await withStore(async (store, root) => {
    await Deno.writeTextFile(root, "");
    const expected = (error: unknown) => {
      assert.ok(error instanceof HologramError);
      assert.ok(error.message.startsWith(`Cannot use the models folder ${root}: not a directory`));
      assert.match(error.hint!, /HOLOGRAM_MODELS_PATH/);
      return true;
    };
    await assert.rejects(store.list(), expected);
    await assert.rejects(store.find("m"), expected);
    await assert.rejects(store.create({ name: "m", config: sampleConfig(), layers: [] }), expected);
    await assert.rejects(store.blobs.putBlob(new Uint8Array(1)), expected);
    await assert.rejects(
      new Store(`${root}/below`, { defaultHost: HOST }).blobs.createTemporary(),
      (error: HologramError) => error.message.includes("not a directory"),
    );
  });
});

Deno.test({
  name: "Store names the folder when it must not be written",
  // Root may write anywhere, except into the kernel's own file system.
  ignore: Deno.build.os === "windows" || (Deno.uid() === 0 && Deno.build.os !== "linux"),
  fn: async () => {
    const parent = Deno.uid() === 0 ? "/sys" : await Deno.makeTempDir();
    try {
      if (Deno.uid() !== 0) await Deno.chmod(parent, 0o555);
      const root = `${parent}/models`;
      const store = new Store(root, { defaultHost: HOST });
      assert.deepEqual(await store.list(), { models: [], problems: [] });
      await assert.rejects(store.create({ name: "m", config: sampleConfig(), layers: [] }), {
        kind: "internal",
        message: new RegExp(
          `^Cannot use the models folder ${root}: (permission denied|operation not permitted).*${root}`,
        ),
      });
    } finally {
      if (Deno.uid() !== 0) await Deno.remove(parent);
    }
  },
});

Deno.test("Store never leaves its folder, whatever the name", async () => {
  await withStore(async (store, root) => {
    await createVersion(store, "m", 1);
    for (const name of ["../m", "a/../m", "../../x/y:z", "m:../x", "..", "/etc/passwd", "m\0"]) {
      const acts: (() => Promise<unknown>)[] = [
        () => store.find(name),
        () => store.remove(name),
        () => store.copy("m", name),
      ];
      for (const act of acts) {
        await assert.rejects(Promise.try(act), { message: "invalid model name" });
      }
      const forged = { host: HOST, namespace: "library", model: name, tag: "latest" };
      await assert.rejects(Promise.try(() => store.find(forged)), { kind: "invalid" });
    }
    assert.deepEqual(await namesIn(`${root}/..`), ["models"]);
    assert.deepEqual(await namesIn(`${root}/manifests/${HOST}/library`), ["m"]);
  });
});
