import assert from "node:assert/strict";
import { join } from "../../src/deps/path.ts";
import { hologram, ROOT } from "../support/hologram.ts";
import { compileScript } from "./compile_script.ts";

Deno.test("the bundled script runs from a URL alone, under any name, with any content type", async () => {
  const folder = await Deno.makeTempDir();
  const script = join(folder, "hologram.js");
  const built = await compileScript(["--bundle", "--output", script]);
  assert.equal(built.code, 0, built.stderr);
  const asked = new Set<string>();
  // Releases are downloaded by way of an address that forwards to another.
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    asked.add(pathname);
    if (pathname === "/latest/hologram.js") {
      return new Response(null, { status: 302, headers: { location: "/file?id=7" } });
    }
    if (pathname + search !== "/file?id=7") return new Response("not found", { status: 404 });
    const headers = { "content-type": "application/octet-stream" };
    return new Response(await Deno.readFile(script), { headers });
  });
  try {
    const options = {
      home: join(folder, "home"),
      cwd: folder,
      main: `http://127.0.0.1:${server.addr.port}/latest/hologram.js`,
    };
    const version = await hologram(["--version"], options);
    assert.match(version.stdout, /^hologram version is \d/, version.stderr);
    const network = join(ROOT, "tests/fixtures/networks/feed_forward");
    const created = await hologram(["create", "mlp", "--from", network], options);
    assert.equal(created.code, 0, created.stderr);
    const { cases } = JSON.parse(await Deno.readTextFile(join(network, "expected.json")));
    const input = join(folder, "x.json");
    await Deno.writeTextFile(input, JSON.stringify({ inputs: cases[0].inputs }));
    const ran = await hologram(["run", "mlp", "--input", input], options);
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual(JSON.parse(ran.stdout).outputs[0].shape, cases[0].outputs[0].shape);
    const shipped = await hologram(["run", "guide", "How do I list models?"], options);
    assert.equal(shipped.code, 0, shipped.stderr);
    assert.ok(shipped.stdout.trim().length > 0);
    assert.deepEqual([...asked].sort(), ["/file", "/latest/hologram.js"]);
  } finally {
    await server.shutdown();
    await Deno.remove(folder, { recursive: true });
  }
});
