import assert from "node:assert/strict";
import { digestOf } from "../../src/store/mod.ts";
import { namesIn, weights, withStore } from "./sample_model.ts";

const BYTES = weights("blob", 1, 300_000);
const DIGEST = digestOf(BYTES);
const OTHER = `sha256:${"0".repeat(64)}`;

function streamOf(bytes: Uint8Array<ArrayBuffer>, failAt = Infinity): ReadableStream<Uint8Array> {
  let position = 0;
  return new ReadableStream({
    pull(controller) {
      if (position >= failAt) return controller.error(new Error("the line broke"));
      if (position >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(position, position += 65_537));
    },
  });
}

Deno.test("putBlob() keeps bytes and streams under their digest", async () => {
  await withStore(async ({ blobs }, root) => {
    assert.equal(await blobs.hasBlob(DIGEST), false);
    const expected = { digest: DIGEST, size: BYTES.length };
    assert.deepEqual(await blobs.putBlob(streamOf(BYTES)), expected);
    assert.equal(await blobs.hasBlob(DIGEST), true);
    assert.equal(
      await blobs.hasBlob(DIGEST.replace(":", "-").toUpperCase().replace("SHA", "sha")),
      true,
    );
    assert.equal(await blobs.blobSize(DIGEST), BYTES.length);
    assert.deepEqual(await Deno.readFile(blobs.blobPath(DIGEST)), BYTES);
    assert.deepEqual(await blobs.putBlob(BYTES, DIGEST.replace(":", "-")), expected);

    const empty = await blobs.putBlob(new Uint8Array());
    assert.equal(empty.size, 0);
    assert.equal(await blobs.hasBlob(empty.digest), true);
    assert.equal((await namesIn(`${root}/blobs`)).length, 2);
    assert.deepEqual(await namesIn(`${root}/tmp`), []);
  });
});

Deno.test("putBlob() refuses bytes that have another digest, and keeps nothing", async () => {
  await withStore(async ({ blobs }, root) => {
    await assert.rejects(blobs.putBlob(streamOf(BYTES), OTHER), {
      kind: "invalid",
      message: `digest mismatch, expected "${OTHER}", got "${DIGEST}"`,
    });
    await assert.rejects(blobs.putBlob(BYTES, "sha256:1"), { message: "invalid digest format" });
    assert.deepEqual(await namesIn(`${root}/blobs`), []);
    assert.deepEqual(await namesIn(`${root}/tmp`), []);
  });
});

Deno.test("putBlob() keeps nothing of a stream that breaks off", async () => {
  await withStore(async ({ blobs }, root) => {
    await assert.rejects(blobs.putBlob(streamOf(BYTES, 100_000)), { message: "the line broke" });
    assert.deepEqual(await namesIn(`${root}/blobs`), []);
    assert.deepEqual(await namesIn(`${root}/tmp`), []);
  });
});

Deno.test("commitBlob() moves a file, and keeps the blob that is there already unless it is cut short", async () => {
  await withStore(async ({ blobs }, root) => {
    await using temporary = await blobs.createTemporary();
    const commit = async (name: string) => {
      await Deno.writeFile(`${temporary.path}/${name}`, BYTES);
      await blobs.commitBlob(`${temporary.path}/${name}`, DIGEST);
      assert.deepEqual(await Deno.readFile(blobs.blobPath(DIGEST)), BYTES);
    };
    await commit("first");
    const { ino } = await Deno.stat(blobs.blobPath(DIGEST));
    await commit("second");
    assert.equal((await Deno.stat(blobs.blobPath(DIGEST))).ino, ino);
    await Deno.truncate(blobs.blobPath(DIGEST), 10);
    await commit("third");
    assert.deepEqual(await namesIn(temporary.path), [".lock"]);
    assert.equal((await namesIn(`${root}/blobs`)).length, 1);
  });
});

Deno.test("blobPath() leads nowhere outside the store", async () => {
  await withStore(({ blobs }) => {
    for (
      const digest of [
        "../../etc/passwd",
        `sha256:../${"a".repeat(61)}`,
        `sha256-${"a".repeat(63)}/`,
      ]
    ) {
      assert.throws(() => blobs.blobPath(digest), { message: "invalid digest format" });
    }
    return Promise.resolve();
  });
});
