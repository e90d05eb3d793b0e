import assert from "node:assert/strict";
import { join } from "../src/deps/path.ts";
import { hologram, ROOT } from "./support/hologram.ts";

/** Serves the repository's files as a plain file server would, with one content type for scripts. */
function fileServer(contentType: string): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const path = decodeURIComponent(new URL(request.url).pathname);
    try {
      const bytes = await Deno.readFile(join(ROOT, path));
      return new Response(bytes, { headers: { "content-type": contentType } });
    } catch {
      return new Response("not found", { status: 404 });
    }
  });
}

for (const contentType of ["application/typescript", "text/plain", "application/octet-stream"]) {
  Deno.test(`the program runs from a URL whose files are served as ${contentType}`, async () => {
    const folder = await Deno.makeTempDir();
    const server = fileServer(contentType);
    try {
      const options = {
        home: join(folder, "home"),
        cwd: folder,
        main: `http://127.0.0.1:${server.addr.port}/main.ts`,
      };
      const network = join(ROOT, "tests/fixtures/networks/feed_forward");
      const created = await hologram(
        ["create", "mlp", "--from", join(network, "model.onnx")],
        options,
      );
      assert.equal(created.code, 0, created.stderr);
      const { stdout } = await hologram(["list"], options);
      assert.match(stdout, /^mlp:latest +[0-9a-f]{12} /m);
      const { cases } = JSON.parse(await Deno.readTextFile(join(network, "expected.json")));
      const input = join(folder, "x.json");
      await Deno.writeTextFile(input, JSON.stringify({ inputs: cases[0].inputs }));
      const ran = await hologram(["run", "mlp", "--input", input], options);
      assert.equal(ran.code, 0, ran.stderr);
      assert.deepEqual(JSON.parse(ran.stdout).outputs[0].shape, cases[0].outputs[0].shape);
      // Nothing but what the commands were asked for appears where they ran.
      const left = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
      assert.deepEqual(left, ["home", "x.json"]);
    } finally {
      await server.shutdown();
      await Deno.remove(folder, { recursive: true });
    }
  });
}
