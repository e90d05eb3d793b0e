import assert from "node:assert/strict";
import { atomicWrite } from "../../src/store/atomic_write.ts";
import { namesIn } from "./sample_model.ts";

async function withFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "hologram_write_" });
  try {
    await action(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("atomicWrite() shows readers the old bytes or the new ones, never a part", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/made/on/the/way`;
    const contents = [1, 2].map((fill) => new Uint8Array(4 << 20).fill(fill));
    const write = (round: number) =>
      atomicWrite(path, contents[round % 2]!, { temporary: `${folder}/temporary` });
    await write(0);
    let isWriting = true;
    let reads = 0;
    const reading = (async () => {
      for (; isWriting; reads++) {
        const bytes = await Deno.readFile(path);
        assert.equal(bytes.length, 4 << 20);
        assert.equal(bytes.indexOf(3 - bytes[0]!), -1);
      }
    })();
    reading.catch(() => {}); // Told where it is awaited.
    try {
      for (let round = 1; round < 20; round++) await write(round);
    } finally {
      isWriting = false;
      await reading;
    }
    assert.ok(reads > 0);
    assert.deepEqual(await Deno.readFile(path), contents[1]);
    assert.deepEqual(await namesIn(folder), ["made"]);
  });
});

Deno.test("atomicWrite() leaves the old file when it fails, and sets the time of change that it is given", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/file`;
    const temporary = `${folder}/temporary`;
    const modifiedAt = new Date(Date.UTC(2001, 1, 3));
    await atomicWrite(path, Uint8Array.of(1), { temporary, modifiedAt });
    assert.deepEqual((await Deno.stat(path)).mtime, modifiedAt);
    await Deno.writeTextFile(temporary, "in the way");
    await assert.rejects(
      atomicWrite(path, Uint8Array.of(2), { temporary }),
      Deno.errors.AlreadyExists,
    );
    assert.deepEqual(await Deno.readFile(path), Uint8Array.of(1));
  });
});
