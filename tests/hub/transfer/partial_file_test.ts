import assert from "node:assert/strict";
import { describeDiskError } from "../../../src/hub/transfer/disk_space.ts";
import { PartialFile } from "../../../src/hub/transfer/partial_file.ts";
import { type PartialPaths, partialPaths } from "../../../src/hub/transfer/partial_paths.ts";

const EXPECTED = { source: "https://a.test/x", size: 100, hasDigest: true };

/** A partial file whose journal claims its bytes from 20 up to 60. */
async function withPartial(action: (paths: PartialPaths) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const paths = partialPaths(folder, "key");
  const partial = await PartialFile.open(paths, EXPECTED);
  partial.validator = '"v"';
  await partial.write(new Uint8Array(40), 20);
  await partial.leave();
  await action(paths).finally(() => Deno.remove(folder, { recursive: true }));
}

async function reopened(paths: PartialPaths, expected: Partial<typeof EXPECTED> = {}) {
  const partial = await PartialFile.open(paths, { ...EXPECTED, ...expected });
  const { validator, size } = partial;
  const ranges = partial.ranges.pairs();
  await partial.leave();
  return { ranges, validator, size };
}

Deno.test("PartialFile goes on with what its journal claims", () =>
  withPartial(async (paths) => {
    const ranges = [[20, 60]];
    assert.deepEqual(await reopened(paths), { ranges, validator: '"v"', size: 100 });
    // Another source of the same digest names its content in its own way.
    const other = await reopened(paths, { source: "https://b.test/x" });
    assert.deepEqual(other, { ranges, validator: undefined, size: 100 });
  }));

for (
  const [what, spoil] of [
    ["a file that was cut", ({ data }: PartialPaths) => Deno.truncate(data, 59)],
    ["a journal that is not whole", ({ journal }: PartialPaths) => Deno.truncate(journal, 30)],
    ["a journal that is gone", ({ journal }: PartialPaths) => Deno.remove(journal)],
    ["a file that is gone", ({ data }: PartialPaths) => Deno.remove(data)],
    [
      "ranges that are none",
      ({ journal }: PartialPaths) => Deno.writeTextFile(journal, '{"source":"","ranges":[[5,2]]}'),
    ],
    [
      "ranges beyond the length",
      async ({ journal }: PartialPaths) => {
        const value = JSON.parse(await Deno.readTextFile(journal));
        await Deno.writeTextFile(journal, JSON.stringify({ ...value, size: 50 }));
      },
    ],
  ] as const
) {
  Deno.test(`PartialFile starts anew after ${what}`, () =>
    withPartial(async (paths) => {
      await spoil(paths);
      assert.deepEqual((await reopened(paths)).ranges, []);
    }));
}

Deno.test("PartialFile starts anew for another length", () =>
  withPartial(async (paths) => {
    assert.deepEqual((await reopened(paths, { size: 101 })).ranges, []);
  }));

Deno.test("describeDiskError tells a full disk from another refusal", () => {
  const full = Object.assign(new Error("os error 28"), { code: "ENOSPC" });
  assert.equal(describeDiskError("/m", full).message, "Cannot download to /m: the disk is full");
  assert.equal(describeDiskError("/m", full).kind, "too_large");
  const other = describeDiskError("/m", new Error("read-only file system"));
  assert.equal(other.message, "Cannot download to /m: read-only file system");
});
