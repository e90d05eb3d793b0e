import assert from "node:assert/strict";
import { fromFileUrl } from "../../../src/deps/path.ts";
import { withWholeMemories } from "../../../src/runtime/ort/whole_memory.ts";

Deno.test("A memory that threads share begins at its full length, and any other as it is asked for", async () => {
  const { Memory } = WebAssembly;
  await withWholeMemories(() => {
    const whole = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
    assert.ok(whole.buffer.byteLength > 2 ** 29);
    assert.ok(whole instanceof Memory);
    const own = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
    assert.equal(own.buffer.byteLength, 65536);
    const small = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
    assert.equal(small.buffer.byteLength, 65536);
    return Promise.resolve();
  });
  assert.equal(WebAssembly.Memory, Memory);
  await assert.rejects(withWholeMemories(() => Promise.reject(new Error("no"))), /no/);
  assert.equal(WebAssembly.Memory, Memory);
});

Deno.test("A first run that needs much memory comes to its end with two threads", async () => {
  const script = fromFileUrl(new URL("long_first_run.ts", import.meta.url));
  for (let attempt = 0; attempt < 4; attempt++) {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--quiet", script],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    // It takes seconds; one that hangs would never end.
    const timer = setTimeout(() => child.kill("SIGKILL"), 120_000);
    const { stdout, success } = await child.output();
    clearTimeout(timer);
    assert.ok(success);
    assert.equal(new TextDecoder().decode(stdout).trim(), "1024");
  }
});
