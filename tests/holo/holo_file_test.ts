import assert from "node:assert/strict";
import { HologramError } from "../../src/base/mod.ts";
import * as z from "../../src/deps/zod.ts";
import { openByteSource } from "../../src/holo/byte_source.ts";
import { encodeHeader, encodeTrailer, TRAILER_LENGTH } from "../../src/holo/layout.ts";
import { HoloFile, HoloWriter } from "../../src/holo/mod.ts";
import {
  assertRefused,
  DESCRIPTION,
  indexOf,
  openBytes,
  pattern,
  recordingSource,
  sha256,
  smallFile,
  withFolder,
  withIndex,
  withPath,
} from "./support.ts";

Deno.test("HoloFile reads every minor version and ignores reserved bytes", async () => {
  const bytes = await smallFile();
  bytes.fill(0xff, 6, 64);
  bytes.fill(0xff, bytes.length - 14, bytes.length - 4);
  using file = await openBytes(bytes);
  assert.deepEqual(file.version, { major: 1, minor: 65535 });
  assert.deepEqual(await file.readSection("graph"), pattern(1000));
});

Deno.test("HoloFile names both versions when it refuses another major one", async () => {
  const bytes = await smallFile();
  bytes[4] = 2;
  await assertRefused(
    bytes,
    "it has format version 2, this program reads version 1",
    "unsupported",
  );
  bytes[4] = 1;
  bytes[bytes.length - 16] = 3;
  await assertRefused(bytes, "its header names version 1, its trailer 3");
});

Deno.test("HoloFile refuses what is no whole .holo file", async () => {
  const bytes = await smallFile();
  await assertRefused(bytes.subarray(0, 0), "it has 0 bytes, a .holo file at least 128");
  await assertRefused(bytes.subarray(0, 127), "it has 127 bytes, a .holo file at least 128");
  const cutOff = "it does not end with OLOH: it is cut off or overwritten";
  await assertRefused(bytes.subarray(0, 128), cutOff);
  await assertRefused(bytes.subarray(0, bytes.length - 1), cutOff);
  const gguf = bytes.slice();
  gguf.set(new TextEncoder().encode("GGUF"));
  await assertRefused(gguf, "it starts with GGUF, a .holo file with HOLO");
});

Deno.test("HoloFile checks where the trailer says that the index is", async () => {
  const bytes = await smallFile();
  const trailerOffset = bytes.length - TRAILER_LENGTH;
  const view = new DataView(bytes.buffer, trailerOffset);
  const [offset, length] = [view.getBigUint64(0, true), view.getBigUint64(8, true)];
  const refusedAt = (indexOffset: bigint, indexLength: bigint, message: string) => {
    view.setBigUint64(0, indexOffset, true);
    view.setBigUint64(8, indexLength, true);
    return assertRefused(bytes, message);
  };
  await refusedAt(0n, length, "its index starts at 0, inside the header");
  await refusedAt(
    offset,
    length + 1n,
    `its index ends at ${trailerOffset + 1}, past the trailer at ${trailerOffset}`,
  );
  await refusedAt(
    2n ** 64n - 1n,
    2n ** 64n - 1n,
    `its index ends at ${2n ** 65n - 2n}, past the trailer at ${trailerOffset}`,
  );
  await refusedAt(offset, length - 1n, "its index does not match the hash in its trailer");
});

Deno.test("HoloFile says where an index does not fit, and what is not JSON or UTF-8", async () => {
  const bytes = await smallFile();
  const { dtype: _, ...tensor } = indexOf(bytes).tensors[1]!;
  const index = { ...indexOf(bytes), tensors: [indexOf(bytes).tensors[0], tensor] };
  await assertRefused(
    withIndex(bytes, index),
    /^Cannot open model.holo: its index does not fit its schema at tensors\[1\]\.dtype: Invalid option/,
  );
  await assertRefused(
    withIndex(bytes, []),
    /^Cannot open model.holo: its index does not fit its schema at the top: /,
  );
  await assertRefused(
    withIndex(bytes, new Uint8Array(0)),
    /^Cannot open model.holo: its index is not JSON: /,
  );
  await assertRefused(
    withIndex(bytes, Uint8Array.of(0x22, 0xff, 0x22)),
    /^Cannot open model.holo: its index is not UTF-8 text: /,
  );
});

Deno.test("HoloFile refuses a million wrong entries and a deep index without trouble", async () => {
  const bytes = await smallFile();
  const index = { ...indexOf(bytes), tensors: [] };
  const withTensors = (text: string) =>
    withIndex(
      bytes,
      new TextEncoder().encode(JSON.stringify(index).replace('"tensors":[]', `"tensors":${text}`)),
    );
  const wrong = `[${Array(1_000_000).fill('{"shape":[{},{}]}').join()}]`;
  await assertRefused(withTensors(wrong), / at tensors\[0\]\.name: /);
  await assertRefused(
    withTensors("[".repeat(1_000_000) + "]".repeat(1_000_000)),
    / at tensors\[0\]: /,
  );
});

Deno.test("HoloFile refuses JSON that is too long to parse", async () => {
  const index = new Uint8Array(32 * 2 ** 20 + 1);
  await assertRefused(
    withIndex(await smallFile(), index),
    "its index has 33554433 bytes, at most 33554432 are read",
  );
  await withPath(async (path) => {
    const writer = await HoloWriter.create(path);
    await writer.writeSection("config", new Uint8Array(64 * 2 ** 20 + 1));
    await writer.finish(DESCRIPTION);
    using file = await HoloFile.open(path);
    await assert.rejects(file.readJsonSection("config", z.unknown()), {
      message: `Cannot read ${path}: section config has 67108865 bytes, JSON at most 67108864`,
      kind: "too_large",
    });
  });
});

Deno.test("HoloFile refuses what is not there, and a folder", () =>
  withFolder(async (folder) => {
    await assert.rejects(HoloFile.open(`${folder}/none.holo`), {
      message: `Cannot open ${folder}/none.holo: there is no such file or folder`,
      kind: "not_found",
    });
    await assert.rejects(HoloFile.open(folder), {
      message: `Cannot open ${folder}: it is not a file`,
      kind: "invalid",
    });
  }));

Deno.test("HoloFile refuses to read what the file does not have", async () => {
  using file = await openBytes(await smallFile());
  await assert.rejects(file.readSection("tokenizer"), {
    message: "Cannot read section tokenizer of model.holo: the file has none",
  });
  await assert.rejects(file.readTensorBytes("c"), {
    message: "Cannot read tensor c of model.holo: the file has none",
  });
  const read = (name: string, offset: number, length: number) => () =>
    file.readAtSync(name, offset, new Uint8Array(length));
  read("graph", 1000, 0)();
  for (
    const [offset, length] of [[0, 1001], [1000, 1], [-1, 1], [0.5, 1], [NaN, 1], [2 ** 53, 0]]
  ) {
    assert.throws(read("graph", offset!, length!), {
      message: `Cannot read ${length} bytes at ${offset} of section graph of model.holo: ` +
        "it has 1000 bytes",
    });
  }
  assert.throws(read("none", 0, 1), /Cannot read section none of model.holo: the file has none/);
});

Deno.test("HoloFile reads text and JSON sections, or says what is wrong with them", () =>
  withPath(async (path) => {
    const writer = await HoloWriter.create(path);
    const encode = (text: string) => new TextEncoder().encode(text);
    await writer.writeSection("chat_template", encode("{{ 'é ✓' }}\n"));
    await writer.writeSection("config", encode('{"layers":[1,"2"]}'));
    await writer.writeSection("tokenizer", Uint8Array.of(0x80));
    await writer.finish(DESCRIPTION);
    using file = await HoloFile.open(path);
    assert.equal(await file.readTextSection("chat_template"), "{{ 'é ✓' }}\n");
    const good = z.object({ layers: z.array(z.union([z.number(), z.string()])) });
    assert.deepEqual(await file.readJsonSection("config", good), { layers: [1, "2"] });
    await assert.rejects(
      file.readJsonSection("config", z.object({ layers: z.array(z.number()) })),
      {
        message: `Cannot read ${path}: section config does not fit its schema at layers[1]: ` +
          "Invalid input: expected number, received string",
        kind: "invalid",
      },
    );
    await assert.rejects(
      file.readJsonSection("chat_template", z.unknown()),
      /section chat_template is not JSON: /,
    );
    await assert.rejects(
      file.readTextSection("tokenizer"),
      /section tokenizer is not UTF-8 text: /,
    );
  }));

Deno.test("HoloFile keeps reads apart that run at the same time", () =>
  withPath(async (path) => {
    const length = 20 * 2 ** 20;
    const writer = await HoloWriter.create(path);
    await writer.addTensor({ name: "a", dtype: "uint8", shape: [length] }, pattern(length, 1));
    await writer.addTensor({ name: "b", dtype: "uint8", shape: [length] }, pattern(length, 2));
    await writer.writeSection("graph", pattern(length, 3));
    await writer.finish(DESCRIPTION);
    using file = await HoloFile.open(path);
    const reads = Promise.all([
      file.readTensorBytes("a"),
      file.readSection("graph"),
      file.readTensorBytes("b"),
    ]);
    const part = new Uint8Array(1000);
    file.readAtSync("graph", 5000, part);
    assert.deepEqual(part, pattern(1000, 5003));
    const digests = (await reads).map(sha256);
    assert.deepEqual(digests, [1, 3, 2].map((start) => sha256(pattern(length, start))));
  }));

Deno.test("HoloFile says so when a file shrinks or is closed under its feet", () =>
  withPath(async (path) => {
    await Deno.writeFile(path, await smallFile());
    using file = await HoloFile.open(path);
    await Deno.truncate(path, 8192 + 10);
    await assert.rejects(file.readSection("graph"), {
      message: `Cannot read ${path}: it ends at 8202, before 9192`,
      kind: "invalid",
    });
    file.close();
    await assert.rejects(file.readSection("graph"), HologramError);
  }));

/** Writes a sparse file with two weights sections of these lengths, all zeros, and returns its size. */
async function writeSparse(path: string, lengths: number[]): Promise<number> {
  const chunkLength = 64 * 2 ** 20;
  const zeros = sha256(new Uint8Array(chunkLength));
  let end = 4096;
  const sections = lengths.map((length, position) => {
    const chunks = Array(length / chunkLength).fill(zeros);
    const offset = end;
    end += length;
    return { name: `weights.${position}`, version: 1, offset, length, required: true, chunks };
  });
  const last = sections.at(-1)!;
  const tensors = [{
    name: "last",
    dtype: "uint8",
    shape: [64],
    section: last.name,
    offset: last.length - 64,
    length: 64,
  }];
  const index = new TextEncoder().encode(JSON.stringify({ ...DESCRIPTION, sections, tensors }));
  using file = await Deno.open(path, { write: true, createNew: true });
  await file.write(encodeHeader());
  await file.seek(end - 64, Deno.SeekMode.Start);
  await file.write(pattern(64));
  await file.write(index);
  const digest = Uint8Array.fromHex(sha256(index));
  await file.write(
    encodeTrailer({ indexOffset: end, indexLength: index.length, indexSha256: digest }),
  );
  return end + index.length + TRAILER_LENGTH;
}

Deno.test("HoloFile opens a file of 4 GiB by its header, trailer and index alone", () =>
  withPath(async (path) => {
    const size = await writeSparse(path, [2 ** 31, 2 ** 31]);
    const source = recordingSource(await openByteSource(path));
    using file = await HoloFile.open(path, { openFile: () => source });
    assert.equal(file.size, size);
    const indexOffset = 4096 + 2 ** 32;
    const indexLength = size - TRAILER_LENGTH - indexOffset;
    assert.deepEqual(source.reads, [
      { offset: 0, length: 64, allocated: 64 },
      { offset: size - 64, length: 64, allocated: 64 },
      { offset: indexOffset, length: indexLength, allocated: indexLength },
    ]);
    assert.deepEqual(await file.readTensorBytes("last"), pattern(64));
    const into = new Uint8Array(new SharedArrayBuffer(32));
    file.readAtSync("weights.1", 2 ** 31 - 32, into);
    assert.deepEqual(Uint8Array.from(into), pattern(32, 32));
  }));

Deno.test("HoloFile refuses a weights section over 2 GiB", () =>
  withPath(async (path) => {
    await writeSparse(path, [2 ** 31 + 64 * 2 ** 20]);
    await assert.rejects(HoloFile.open(path), {
      message: `Cannot open ${path}: section weights.0 has 2214592512 bytes, ` +
        "a weights section at most 2147483648",
      kind: "invalid",
    });
  }));

Deno.test("HoloFile finds one tensor among 20,000", async () => {
  const bytes = await smallFile();
  const index = indexOf(bytes);
  const first = index.tensors[0]!;
  index.tensors = Array.from({ length: 20_000 }, (_, i) => ({ ...first, name: `layer.${i}` }));
  using file = await openBytes(withIndex(bytes, index));
  assert.equal(file.tensor("layer.19999")?.length, 16);
  assert.deepEqual(await file.readTensorBytes("layer.12345"), pattern(16));
});
