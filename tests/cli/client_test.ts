import assert from "node:assert/strict";
import { hologram, TestServer } from "../support/hologram.ts";

async function withHome(test: (home: string) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir();
  try {
    await test(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

/** Runs a test with a server that answers as `answer` says. */
async function withServer(
  answer: (path: string) => Response,
  test: (port: string) => Promise<void>,
): Promise<void> {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => answer(new URL(request.url).pathname),
  );
  try {
    await test(String(server.addr.port));
  } finally {
    await server.shutdown();
  }
}

Deno.test("a command without a server does its work in its own process", () =>
  withHome(async (home) => {
    const { code, stdout, stderr } = await hologram(["list"], { home });
    assert.equal(stdout, "NAME    ID    SIZE    MODIFIED\n");
    assert.equal(stderr, "");
    assert.equal(code, 0);
  }));

Deno.test("a command refuses to talk to another program that listens on the port, and says what is there", () =>
  withHome(async (home) => {
    const deleted: string[] = [];
    await withServer((path) => {
      if (path === "/api/delete") deleted.push(path);
      return path === "/"
        ? new Response("Ollama is running")
        : Response.json({ version: "0.32.15" });
    }, async (port) => {
      const { code, stderr } = await hologram(["rm", "x"], {
        home,
        env: { HOLOGRAM_PORT: port },
      });
      assert.equal(code, 1);
      assert.match(stderr, /something else listens there \("Ollama is running"\)/);
      assert.match(stderr, /HOLOGRAM_PORT/);
      assert.deepEqual(deleted, []);
    });
  }));

Deno.test("a command refuses a Hologram whose API is another one", () =>
  withHome((home) =>
    withServer(
      (path) =>
        path === "/"
          ? new Response("Hologram is running")
          : Response.json({ version: "9.0.0", api: 9 }),
      async (port) => {
        const { code, stderr } = await hologram(["list"], {
          home,
          env: { HOLOGRAM_PORT: port },
        });
        assert.equal(code, 1);
        assert.match(stderr, /it is Hologram 9\.0\.0, whose API is not this program's/);
      },
    )
  ));

Deno.test("a server elsewhere that cannot be reached is an error, never replaced by this process", () =>
  withHome(async (home) => {
    const { code, stderr } = await hologram(["list"], {
      home,
      env: { HOLOGRAM_HOST: "203.0.113.1.invalid" },
    });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^Error: Cannot reach the server at http:\/\/203\.0\.113\.1\.invalid:47113/,
    );
  }));

Deno.test("a command speaks to the server where one runs", () =>
  withHome(async (home) => {
    const server = await TestServer.start({ home });
    const { code, stdout } = await hologram(["version", "--json"], {
      home,
      env: { HOLOGRAM_PORT: server.port },
    });
    assert.equal(code, 0);
    const { version, server: found } = JSON.parse(stdout);
    assert.equal(found.url, server.url);
    assert.equal(found.version, version);
    await server.stop();
  }));
