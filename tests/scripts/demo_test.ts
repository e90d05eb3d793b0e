import assert from "node:assert/strict";
import { join } from "../../src/deps/path.ts";
import { withFolder } from "../onnx/build_model.ts";
import { ROOT } from "../support/hologram.ts";

Deno.test("the demo asks the embedded model, compiles another, prints its answer and leaves nothing behind", () =>
  withFolder(async (folder) => {
    const [temporary, own] = [join(folder, "temporary"), join(folder, "own")];
    await Deno.mkdir(temporary);
    await Deno.mkdir(own);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", join(ROOT, "scripts", "demo.ts")],
      env: {
        TMPDIR: temporary,
        TMP: temporary,
        NO_COLOR: "1",
        // Settings of the user's own, which the demo must leave alone.
        HOLOGRAM_HOST: "192.0.2.1:11434",
        HOLOGRAM_MODELS_PATH: own,
      },
    }).output();
    const text = new TextDecoder();
    assert.equal(code, 0, text.decode(stderr));
    const printed = text.decode(stdout);
    for (const command of ["create demo --from", "list", 'run demo "What colour is grass?"']) {
      assert.ok(printed.includes(`$ hologram ${command}`), printed);
    }
    assert.match(printed, /loaded\?"\n\S/);
    assert.match(printed, /^demo:latest +[0-9a-f]{12} /m);
    assert.match(printed, /grass\?"\nGrass is green\.\n/);
    for (const path of [temporary, own]) {
      assert.deepEqual(await Array.fromAsync(Deno.readDir(path)), []);
    }
  }));
