import assert from "node:assert/strict";
import { createTemporary, sweepTemporaries } from "../../src/store/temporaries.ts";
import { namesIn } from "./sample_model.ts";

async function withFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "hologram_tmp_" });
  try {
    await action(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("sweepTemporaries() spares a folder whose owner lives, and removes one whose owner is gone", async () => {
  await withFolder(async (folder) => {
    const living = await createTemporary(folder);
    await Deno.writeTextFile(`${living.path}/work`, "in progress");
    await Deno.mkdir(`${folder}/dead/deeper`, { recursive: true });
    await Deno.writeTextFile(`${folder}/dead/.lock`, "");
    await Deno.mkdir(`${folder}/never locked`);
    await Deno.mkdir(`${folder}/half swept.dead`);
    await sweepTemporaries(folder);
    assert.deepEqual((await namesIn(folder)).map((name) => `${folder}/${name}`), [living.path]);
    assert.equal(await Deno.readTextFile(`${living.path}/work`), "in progress");
    await living.remove();
    await living.remove();
    assert.deepEqual(await namesIn(folder), []);
  });
});

Deno.test("sweepTemporaries() on a folder that is missing does nothing", async () => {
  await withFolder(async (folder) => {
    await sweepTemporaries(`${folder}/none`);
    assert.deepEqual(await namesIn(folder), []);
  });
});

Deno.test("createTemporary() gives a folder that lives, however busily others sweep", async () => {
  await withFolder(async (folder) => {
    let isSweeping = true;
    const sweeping = (async () => {
      while (isSweeping) await sweepTemporaries(folder);
    })();
    const own = async () => {
      for (let round = 0; round < 40; round++) {
        await using temporary = await createTemporary(folder);
        await Deno.writeTextFile(`${temporary.path}/work`, "mine");
        assert.equal(await Deno.readTextFile(`${temporary.path}/work`), "mine");
      }
    };
    try {
      await Promise.all([own(), own(), own(), own()]);
    } finally {
      isSweeping = false;
      await sweeping;
    }
    await sweepTemporaries(folder);
    assert.deepEqual(await namesIn(folder), []);
  });
});
