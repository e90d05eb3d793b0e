import assert from "node:assert/strict";
import { HoloWriter, verifyHolo } from "../../src/holo/mod.ts";
import {
  DESCRIPTION,
  memorySource,
  pattern,
  recordingSource,
  sha256,
  smallFile,
  withPath,
} from "./support.ts";

/** Verifies bytes in memory; whatever happens, the source must be closed. */
async function verifyBytes(bytes: Uint8Array) {
  const source = recordingSource(memorySource(bytes));
  try {
    return await verifyHolo("model.holo", { openFile: () => source });
  } finally {
    assert.equal(source.closed, 1);
  }
}

Deno.test("verifyHolo finds nothing wrong with what was just written, and has its digest", async () => {
  const bytes = await smallFile();
  assert.deepEqual(await verifyBytes(bytes), {
    path: "model.holo",
    size: bytes.length,
    digest: `sha256:${sha256(bytes)}`,
    sections: 3,
    tensors: 2,
    problems: [],
  });
});

Deno.test("verifyHolo names each chunk that does not match its hash", () =>
  withPath(async (path) => {
    const chunk = 64 * 2 ** 20;
    const writer = await HoloWriter.create(path);
    await writer.addTensor({ name: "w", dtype: "uint8", shape: [100] }, pattern(100));
    await writer.writeSection("tables", pattern(2 * chunk + 1));
    await writer.writeSection("graph", pattern(5000));
    const { digest } = await writer.finish(DESCRIPTION);
    const progress: number[] = [];
    const onProgress = (done: number, total: number) => void progress.push(done / total);
    const sound = await verifyHolo(path, { onProgress });
    assert.deepEqual(sound.problems, []);
    assert.equal(sound.digest, digest);
    assert.deepEqual(progress, progress.toSorted((a, b) => a - b));
    assert.equal(progress.at(-1), 1);
    assert.ok(progress.length > 2);

    using file = await Deno.open(path, { write: true });
    const flip = async (offset: number) => {
      await file.seek(offset, Deno.SeekMode.Start);
      await file.write(Uint8Array.of(255));
    };
    await flip(4096 + 99);
    await flip(8192 + chunk); // the first byte of chunk 1
    await flip(8192 + 2 * chunk); // the only byte of chunk 2
    const damaged = await verifyHolo(path);
    assert.deepEqual(damaged.problems.map(({ section, chunk }) => [section, chunk]), [
      ["weights.0", 0],
      ["tables", 1],
      ["tables", 2],
    ]);
    assert.match(
      damaged.problems[1]!.message,
      /^chunk 1 of section tables has SHA-256 [0-9a-f]{64}, /,
    );
    assert.notEqual(damaged.digest, digest);
  }));

Deno.test("verifyHolo lets bytes between sections be, but for the digest", async () => {
  const bytes = await smallFile();
  const digest = sha256(bytes);
  bytes[4000] = 1; // between the header and the first section
  bytes[8191] = 1; // between two sections
  const report = await verifyBytes(bytes);
  assert.deepEqual(report.problems, []);
  assert.notEqual(report.digest, `sha256:${digest}`);
});

Deno.test("verifyHolo throws where the file breaks the format", async () => {
  const bytes = await smallFile();
  bytes[bytes.length - 100]! ^= 1; // in the index
  await assert.rejects(verifyBytes(bytes), {
    message: "Cannot open model.holo: its index does not match the hash in its trailer",
    kind: "invalid",
  });
  await assert.rejects(verifyBytes(bytes.subarray(0, 5000)), { kind: "invalid" });
});

Deno.test("verifyHolo stops when it is told to", async () => {
  const bytes = await smallFile();
  const stop = new AbortController();
  const source = recordingSource(memorySource(bytes));
  await assert.rejects(
    verifyHolo("model.holo", {
      openFile: () => source,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    }),
    { message: "Cannot verify model.holo: it was cancelled", kind: "cancelled" },
  );
  assert.equal(source.closed, 1);
});
