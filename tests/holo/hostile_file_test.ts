import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { byteLengthOf, elementCount, HologramError } from "../../src/base/mod.ts";
import { fromFileUrl } from "../../src/deps/path.ts";
import { generationSectionSchema, HoloFile, verifyHolo } from "../../src/holo/mod.ts";
import { MUTATIONS } from "./mutate_holo.ts";
import { Random } from "./random.ts";
import { memorySource, recordingSource, sha256, smallFile } from "./support.ts";

const SEED = Number(Deno.env.get("HOLOGRAM_TEST_SEED") ?? 20_260_101);
const CASES = 10_000;

/** Opens and reads all of a file, and checks what comes out of it against the bytes themselves. */
async function readEverything(bytes: Uint8Array, random: Random): Promise<void> {
  const source = recordingSource(memorySource(bytes));
  try {
    using file = await HoloFile.open("model.holo", { openFile: () => source });
    for (const { name, offset, length, chunks } of file.index.sections) {
      const contents = bytes.subarray(offset, offset + length);
      assert.equal(contents.length, length);
      assert.equal(chunks.length, length === 0 ? 0 : 1);
      assert.ok(Buffer.compare(await file.readSection(name), contents) === 0, name);
      await allowRefusal(() => file.readTextSection(name));
      await allowRefusal(() => file.readJsonSection(name, generationSectionSchema));
      const [at, count] = [random.below(5000) - 10, random.below(300)];
      await allowRefusal(() => {
        const into = new Uint8Array(Math.min(count, bytes.length));
        file.readAtSync(name, at, into);
        assert.deepEqual(into, contents.slice(at, at + into.length));
      });
    }
    for (const { name, dtype, shape, section, offset, length } of file.index.tensors) {
      const start = file.section(section)!.offset + offset;
      const contents = await file.readTensorBytes(name);
      assert.equal(contents.length, byteLengthOf(dtype, elementCount(shape)));
      assert.ok(Buffer.compare(contents, bytes.subarray(start, start + length)) === 0, name);
    }
    await checkVerification(bytes, file);
  } finally {
    for (const { offset, length, allocated } of source.reads) {
      assert.ok(offset >= 0 && offset + length <= bytes.length, `read ${length} at ${offset}`);
      assert.ok(allocated <= bytes.length, `allocated ${allocated}`);
    }
    assert.equal(source.closed, 1);
  }
}

/** Verification must name the sections whose bytes are not those of their hash, and no other. */
async function checkVerification(bytes: Uint8Array, { index }: HoloFile): Promise<void> {
  const damaged = index.sections.filter(({ offset, length, chunks }) =>
    length > 0 && sha256(bytes.subarray(offset, offset + length)) !== chunks[0]
  );
  const report = await verifyHolo("model.holo", { openFile: () => memorySource(bytes) });
  assert.equal(report.digest, `sha256:${sha256(bytes)}`);
  assert.deepEqual(
    report.problems.map(({ section }) => section),
    damaged.map(({ name }) => name),
  );
}

async function allowRefusal(act: () => unknown): Promise<void> {
  try {
    await act();
  } catch (error) {
    assertRefusal(error);
  }
}

function assertRefusal(error: unknown): asserts error is HologramError {
  if (!(error instanceof HologramError)) throw error;
  assert.ok(["invalid", "unsupported"].includes(error.kind), `${error.kind}: ${error.message}`);
  assert.match(error.message, /^Cannot (open|read) \P{C}{5,800}$/u);
}

Deno.test(`A hostile file is read right or refused, never more: ${CASES} changed files`, async () => {
  const fixture = fromFileUrl(new URL("../fixtures/holo/v1_0.holo", import.meta.url));
  const files = [await Deno.readFile(fixture), await smallFile()];
  const outcomes = new Map<string, { read: number; refused: number }>();
  for (let number = 0; number < CASES; number++) {
    const random = new Random(SEED + number);
    const [name, mutate] = random.pick(Object.entries(MUTATIONS));
    const outcome = outcomes.getOrInsertComputed(name, () => ({ read: 0, refused: 0 }));
    try {
      const bytes = mutate(random.pick(files), random);
      try {
        await readEverything(bytes, random);
        outcome.read++;
      } catch (error) {
        assertRefusal(error);
        outcome.refused++;
      }
    } catch (error) {
      throw new Error(`Seed ${SEED}, case ${number} (${name}) failed`, { cause: error });
    }
  }
  // Whether the cases reach both ends: files that are refused, and files that open though changed.
  const { flipContents, ...others } = Object.fromEntries(outcomes);
  const counts = JSON.stringify(Object.fromEntries(outcomes));
  assert.ok(flipContents!.read > 500 && flipContents!.refused === 0, counts);
  for (const { refused } of Object.values(others)) assert.ok(refused > 200, counts);
  for (const name of ["flipBits", "changeIndex", "changePlaces", "spoilText"]) {
    assert.ok(others[name]!.read > 20, counts);
  }
});
