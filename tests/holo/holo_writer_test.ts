import assert from "node:assert/strict";
import { HologramError } from "../../src/base/mod.ts";
import { HoloFile, HoloWriter } from "../../src/holo/mod.ts";
import { DESCRIPTION, pattern, sha256, withFolder, withPath } from "./support.ts";

Deno.test("HoloWriter writes what HoloFile reads", () =>
  withPath(async (path) => {
    const writer = await HoloWriter.create(path);
    const place = await writer.addTensor(
      { name: "w", dtype: "float32", shape: [2, 3] },
      pattern(24),
    );
    assert.deepEqual(place, { section: "weights.0", offset: 0, length: 24 });
    assert.deepEqual(
      await writer.addTensor({ name: "q", dtype: "uint4", shape: [3] }, [
        pattern(1, 7),
        pattern(0),
        pattern(1, 8),
      ]),
      { section: "weights.0", offset: 64, length: 2 },
    );
    await writer.writeSection("graph", pattern(5000, 3));
    await writer.beginSection("tables", { required: false });
    await writer.write(pattern(10));
    assert.equal(await writer.align(64), 64);
    assert.equal(await writer.align(64), 64);
    await writer.write(pattern(6, 1));
    await writer.endSection();
    await writer.writeSection("license", new Uint8Array(0));
    const { digest, size } = await writer.finish(DESCRIPTION);

    const bytes = await Deno.readFile(path);
    assert.equal(size, bytes.length);
    assert.equal(digest, `sha256:${sha256(bytes)}`);
    using file = await HoloFile.open(path);
    assert.deepEqual(file.version, { major: 1, minor: 0 });
    const { sections, tensors, ...description } = file.index;
    assert.deepEqual(description, DESCRIPTION);
    assert.deepEqual(sections.map(({ name }) => name), ["weights.0", "graph", "tables", "license"]);
    assert.deepEqual(tensors.map(({ name }) => name), ["w", "q"]);
    assert.deepEqual(await file.readTensorBytes("w"), pattern(24));
    assert.deepEqual(await file.readTensorBytes("q"), Uint8Array.of(7, 8));
    assert.deepEqual(await file.readSection("graph"), pattern(5000, 3));
    const tables = new Uint8Array(70);
    tables.set(pattern(10));
    tables.set(pattern(6, 1), 64);
    assert.deepEqual(await file.readSection("tables"), tables);
    assert.equal(file.section("tables")?.required, false);
    assert.equal((await file.readSection("license")).length, 0);
    assert.deepEqual(file.section("license")?.chunks, []);
  }));

Deno.test("HoloWriter writes sections on 4,096 bytes, tensors on 64, and hashes each chunk of 64 MiB", () =>
  withPath(async (path) => {
    await using writer = await HoloWriter.create(path);
    for (const [position, length] of [1, 63, 64, 65, 4095, 4097, 1_100_000].entries()) {
      const name = `t${position}`;
      await writer.addTensor({ name, dtype: "uint8", shape: [length] }, pattern(length, position));
    }
    const chunk = 64 * 2 ** 20;
    const long = pattern(chunk + 5);
    await writer.writeSection("program", long);
    await writer.writeSection("graph", pattern(1));
    await writer.finish(DESCRIPTION);
    using file = await HoloFile.open(path);
    for (const { offset } of file.index.sections) assert.equal(offset % 4096, 0);
    for (const [position, { name, offset, length }] of file.index.tensors.entries()) {
      assert.equal(offset % 64, 0);
      assert.deepEqual(await file.readTensorBytes(name), pattern(length, position));
    }
    assert.deepEqual(file.section("program")?.chunks, [
      sha256(long.subarray(0, chunk)),
      sha256(long.subarray(chunk)),
    ]);
    assert.equal((await file.readSection("program")).length, chunk + 5);
  }));

Deno.test("HoloWriter rolls over to the next weights section before one exceeds its limit", () =>
  withPath(async (path) => {
    await using writer = await HoloWriter.create(path, { weightsLimit: 256 });
    const places: [string, number][] = [];
    const lengths = [64, 100, 64, 1, 256, 0, 255];
    for (const [position, length] of lengths.entries()) {
      const { section, offset } = await writer.addTensor(
        { name: `t${position}`, dtype: "int8", shape: [length] },
        pattern(length, position),
      );
      places.push([section, offset]);
    }
    await writer.writeSection("graph", pattern(3));
    const late = await writer.addTensor({ name: "late", dtype: "int8", shape: [1] }, pattern(1));
    await writer.finish(DESCRIPTION);
    assert.deepEqual(places, [
      ["weights.0", 0],
      ["weights.0", 64],
      ["weights.0", 192],
      ["weights.1", 0],
      ["weights.2", 0],
      ["weights.2", 256],
      ["weights.3", 0],
    ]);
    assert.deepEqual(late, { section: "weights.4", offset: 0, length: 1 });
    using file = await HoloFile.open(path);
    for (const { name, length } of file.index.sections) {
      if (name.startsWith("weights.")) assert.ok(length <= 256, `${name} has ${length} bytes`);
    }
    for (const [position, length] of lengths.entries()) {
      assert.deepEqual(await file.readTensorBytes(`t${position}`), pattern(length, position));
    }
  }));

Deno.test("HoloWriter writes strictly forward: what is on the disk at any time stays as it is", () =>
  withPath(async (path) => {
    await using writer = await HoloWriter.create(path, { weightsLimit: 2 ** 21 });
    const seen: Uint8Array[] = [];
    const look = async () => void seen.push(await Deno.readFile(path));
    for (let position = 0; position < 6; position++) {
      const header = { name: `t${position}`, dtype: "uint8", shape: [700_000] } as const;
      await writer.addTensor(header, pattern(700_000, position));
      await look();
    }
    await writer.writeSection("graph", pattern(3_000_000));
    await look();
    await writer.writeSection("license", pattern(1));
    await look();
    await writer.finish(DESCRIPTION);
    const final = await Deno.readFile(path);
    for (const part of seen) assert.equal(sha256(final.subarray(0, part.length)), sha256(part));
    assert.ok(new Set(seen.map(({ length }) => length)).size > 4);
    using file = await HoloFile.open(path);
    const starts = file.index.sections.map(({ offset }) => offset);
    assert.deepEqual(starts, starts.toSorted((a, b) => a - b));
  }));

Deno.test("HoloWriter gathers many small tensors into few writes", () =>
  withPath(async (path) => {
    await using writer = await HoloWriter.create(path);
    const sizes = new Set<number>();
    for (let position = 0; position < 5000; position++) {
      const header = { name: `t${position}`, dtype: "uint8", shape: [64] } as const;
      await writer.addTensor(header, pattern(64, position));
      if (position % 50 === 0) sizes.add((await Deno.stat(path)).size);
    }
    assert.deepEqual([...sizes].length, 1);
    await writer.finish(DESCRIPTION);
    using file = await HoloFile.open(path);
    assert.deepEqual(await file.readTensorBytes("t4999"), pattern(64, 4999));
  }));

/** Each gets a new writer and must fail with the message. */
const REFUSED: [
  what: string,
  act: (writer: HoloWriter) => Promise<unknown>,
  message: string,
][] = [
  ["two sections of one name", async (writer) => {
    await writer.writeSection("graph", pattern(1));
    await writer.writeSection("graph", pattern(1));
  }, "Cannot write PATH: two sections are called graph"],
  ["two tensors of one name", async (writer) => {
    await writer.addTensor({ name: "__proto__", dtype: "bool", shape: [] }, pattern(1));
    await writer.addTensor({ name: "__proto__", dtype: "bool", shape: [] }, pattern(1));
  }, "Cannot write PATH: two tensors are called __proto__"],
  [
    "a tensor with too few bytes",
    (writer) => writer.addTensor({ name: "w", dtype: "float16", shape: [3] }, pattern(5)),
    "Cannot write tensor w to PATH: its type and shape take 6 bytes, got 5",
  ],
  [
    "a tensor with too many bytes",
    (writer) =>
      writer.addTensor({ name: "w", dtype: "float16", shape: [3] }, [pattern(6), pattern(1)]),
    "Cannot write tensor w to PATH: its type and shape take 6 bytes, got more",
  ],
  [
    "a tensor of strings",
    (writer) => writer.addTensor({ name: "w", dtype: "string", shape: [1] }, pattern(0)),
    "Cannot write tensor w to PATH: type string cannot be stored",
  ],
  [
    "a tensor larger than a section",
    (writer) => writer.addTensor({ name: "w", dtype: "uint8", shape: [1025] }, pattern(1025)),
    "Cannot write tensor w to PATH: it has 1025 bytes, a section takes at most 1024",
  ],
  [
    "a weights section by hand",
    (writer) => writer.beginSection("weights.7"),
    "Cannot write PATH: section weights.7 is for tensors alone",
  ],
  [
    "bytes outside a section",
    (writer) => writer.write(pattern(1)),
    "Cannot write PATH: no section is open",
  ],
  ["bytes into a weights section", async (writer) => {
    await writer.addTensor({ name: "w", dtype: "bool", shape: [] }, pattern(1));
    await writer.write(pattern(1));
  }, "Cannot write PATH: no section is open"],
  ["a tensor inside a section", async (writer) => {
    await writer.beginSection("graph");
    await writer.addTensor({ name: "w", dtype: "bool", shape: [] }, pattern(1));
  }, "Cannot write PATH: section graph is still open"],
  ["an end inside a section", async (writer) => {
    await writer.beginSection("graph");
    await writer.finish(DESCRIPTION);
  }, "Cannot write PATH: section graph is still open"],
  [
    "a description that JSON cannot say",
    (writer) => writer.finish({ ...DESCRIPTION, parameter_count: NaN }),
    "Cannot write PATH: its index does not fit its schema at parameter_count: " +
    "Invalid input: expected number, received null",
  ],
  ["an index that no reader takes", async (writer) => {
    const name = "x".repeat(32 * 2 ** 20);
    await writer.addTensor({ name, dtype: "bool", shape: [] }, pattern(1));
    await writer.finish(DESCRIPTION);
  }, "Cannot write PATH: its index takes 33554960 bytes, at most 33554432 fit"],
  ["writes at the same time", async (writer) => {
    await Promise.all([
      writer.writeSection("graph", pattern(1)),
      writer.writeSection("tables", pattern(1)),
    ]);
  }, "Cannot write PATH: a write is under way, and the file is written in order"],
];

for (const [what, act, message] of REFUSED) {
  Deno.test(`HoloWriter refuses ${what}`, () =>
    withPath(async (path) => {
      const writer = await HoloWriter.create(path, { weightsLimit: 1024 });
      await assert.rejects(act(writer), (error) => {
        assert.ok(error instanceof HologramError);
        assert.equal(error.message, message.replace("PATH", path));
        return true;
      });
      await writer.abort();
      await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
    }));
}

Deno.test("HoloWriter finishes nothing after an error", () =>
  withPath(async (path) => {
    await using writer = await HoloWriter.create(path);
    const broken = async function* () {
      yield pattern(1);
      await Promise.resolve();
      throw new Error("the source ended");
    };
    const header = { name: "w", dtype: "uint8", shape: [2] } as const;
    await assert.rejects(writer.addTensor(header, broken()), /the source ended/);
    await assert.rejects(writer.finish(DESCRIPTION), {
      message: `Cannot write ${path}: an earlier write failed`,
    });
  }));

Deno.test("HoloWriter creates its file and keeps one that exists", () =>
  withFolder(async (folder) => {
    const path = `${folder}/model.holo`;
    await Deno.writeTextFile(path, "precious");
    await assert.rejects(HoloWriter.create(path), {
      message: `Cannot create ${path}: it exists already`,
      kind: "conflict",
    });
    assert.equal(await Deno.readTextFile(path), "precious");
    await assert.rejects(HoloWriter.create(`${folder}/none/model.holo`), { kind: "not_found" });
  }));

Deno.test("HoloWriter removes what was not finished at the end of its block, and nothing else", () =>
  withFolder(async (folder) => {
    {
      await using writer = await HoloWriter.create(`${folder}/given-up`);
      await writer.writeSection("graph", pattern(10));
    }
    {
      await using writer = await HoloWriter.create(`${folder}/finished`);
      await writer.finish(DESCRIPTION);
    }
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
    assert.deepEqual(names, ["finished"]);
  }));
