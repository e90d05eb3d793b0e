import assert from "node:assert/strict";
import { join } from "../../src/deps/path.ts";
import { exists } from "./exists.ts";
import { compileScript } from "./compile_script.ts";

const OUTPUT = Deno.build.os === "windows" ? "hologram.exe" : "hologram";

Deno.test("compiling without a denort says what to do and leaves nothing", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const output = join(folder, OUTPUT);
    const { code, stderr } = await compileScript(["--output", output], {
      DENORT_BIN: join(folder, "nowhere"),
    });
    assert.equal(code, 1);
    assert.match(stderr, /^Cannot compile: there is no denort/);
    assert.match(stderr, new RegExp(`dl.release.v${Deno.version.deno}.denort-.*\\.zip`));
    assert.match(stderr, /DENORT_BIN/);
    assert.match(stderr, /--portable/);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(folder)), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("an executable that is not the program is refused and removed", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const output = join(folder, OUTPUT);
    const { code, stderr } = await compileScript(["--output", output], {
      DENORT_BIN: Deno.execPath(),
    });
    assert.equal(code, 1);
    assert.match(stderr, /DENORT_BIN must name a denort, not a whole Deno/);
    assert.equal(await exists(output), false);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("compiling refuses targets that it does not know and options that exclude each other", async () => {
  const unknown = await compileScript(["--target", "sparc-sun-solaris"]);
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /'sparc-sun-solaris': expected one of x86_64-unknown-linux-gnu/);
  const both = await compileScript(["--portable", "--bundle"]);
  assert.equal(both.code, 1);
  assert.match(both.stderr, /exclude each other/);
});
