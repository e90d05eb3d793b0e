import assert from "node:assert/strict";
import { fromFileUrl, join } from "../../src/deps/path.ts";
import { childProcesses, hologram, isAlive, ROOT } from "../support/hologram.ts";

const NETWORK = fromFileUrl(new URL("../fixtures/networks/quantized", import.meta.url));

Deno.test("Ctrl-C ends create with exit code 130 and leaves no model, no process and no files", async () => {
  const home = await Deno.makeTempDir();
  try {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", join(ROOT, "main.ts"), "create", "broken", "--from", NETWORK],
      env: { HOLOGRAM_HOME: home, HOLOGRAM_PORT: "47113", NO_COLOR: "1" },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    let printed = (await reader.read()).value ?? "";
    const runners = await childProcesses(child.pid);
    child.kill("SIGINT");
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      printed += next.value;
    }
    const { code } = await child.status;
    assert.deepEqual({ code, error: /Error/.test(printed) }, { code: 130, error: false });
    assert.equal(runners.length, 1);
    assert.equal(await isAlive(runners[0]!), false);
    const { stdout } = await hologram(["list", "--json"], { home });
    assert.deepEqual(JSON.parse(stdout).models, []);
    assert.deepEqual(await filesIn(home), []);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

/** Paths of the files under a folder that are not empty; a lock is. */
async function filesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) found.push(...await filesIn(path));
    else if ((await Deno.stat(path)).size > 0) found.push(path);
  }
  return found;
}
