import assert from "node:assert/strict";
import { type Logger, SILENT_LOGGER } from "../../src/base/mod.ts";
import { connect } from "../../src/cli/client.ts";
import { loadConfig } from "../../src/config/mod.ts";
import { join } from "../../src/deps/path.ts";
import { listen, type ListeningServer } from "../../src/server/mod.ts";
import { hasOpenssl, makeCertificate } from "../support/certificate.ts";
import { until } from "../support/hologram.ts";
import { RawClient } from "./http/raw_client.ts";

type Environment = Record<string, string | undefined>;

async function withHome(test: (home: string) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir();
  try {
    await test(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

function configFor(home: string, env: Environment) {
  const all: Environment = { HOLOGRAM_HOME: home, HOLOGRAM_SHUTDOWN_GRACE: "0", ...env };
  return loadConfig({ env: (name) => all[name] });
}

async function withServer(
  env: Environment,
  test: (server: ListeningServer, home: string) => Promise<void>,
  logger: Logger = SILENT_LOGGER,
): Promise<void> {
  await withHome(async (home) => {
    const port: Environment = env.HOLOGRAM_HOST === undefined ? { HOLOGRAM_PORT: "0" } : {};
    const server = await listen(await configFor(home, { ...port, ...env }), logger);
    try {
      await test(server, home);
    } finally {
      await server.close();
    }
  });
}

/** Asks a server with the program's own client. */
async function tags(home: string, env: Environment): Promise<[string | undefined, unknown]> {
  const client = await connect(await configFor(home, env));
  try {
    return [client.url, await (await client.send("/api/tags", { method: "GET" })).json()];
  } finally {
    await client.close();
  }
}

const windows = Deno.build.os === "windows";

Deno.test("other machines may use a server only with a key, unless that is allowed by name", () =>
  withHome(async (home) => {
    for (const host of ["0.0.0.0:0", "[::]:0"]) {
      const refused = listen(await configFor(home, { HOLOGRAM_HOST: host }), SILENT_LOGGER);
      await assert.rejects(refused, (error: { kind: string; hint: string }) => {
        assert.equal(error.kind, "usage");
        assert.match(error.hint, /HOLOGRAM_API_KEY.*--allow-unauthenticated/);
        return true;
      });
    }
    for (const more of [{ HOLOGRAM_API_KEY: "k" }, { HOLOGRAM_ALLOW_UNAUTHENTICATED: "1" }]) {
      const config = await configFor(home, { HOLOGRAM_HOST: "0.0.0.0:0", ...more });
      await (await listen(config, SILENT_LOGGER)).close();
    }
  }));

Deno.test("a port that is taken is a conflict, an address of another machine a wrong usage", () =>
  withServer({}, async (server, home) => {
    const taken = { HOLOGRAM_PORT: new URL(server.url).port };
    await assert.rejects(listen(await configFor(home, taken), SILENT_LOGGER), { kind: "conflict" });
    const elsewhere = { HOLOGRAM_HOST: "203.0.113.7:0", HOLOGRAM_API_KEY: "k" };
    await assert.rejects(listen(await configFor(home, elsewhere), SILENT_LOGGER), {
      kind: "usage",
    });
  }));

Deno.test("a command sends the key that is configured, and says so where it lacks it", () =>
  withServer({ HOLOGRAM_API_KEY: "se-cret" }, async (server, home) => {
    const HOLOGRAM_PORT = new URL(server.url).port;
    const found = await tags(home, { HOLOGRAM_PORT, HOLOGRAM_API_KEY: "se-cret" });
    assert.deepEqual(found, [server.url, { models: [] }]);
    for (const more of [{}, { HOLOGRAM_API_KEY: "wrong" }]) {
      await assert.rejects(tags(home, { HOLOGRAM_PORT, ...more }), {
        kind: "forbidden",
        message: `Cannot use the server at ${server.url}: it wants its key`,
      });
    }
    const health = await fetch(server.url);
    assert.equal(await health.text(), "Hologram is running");
  }));

Deno.test("a command without a server needs no key but its own", () =>
  withHome(async (home) => {
    const env = { HOLOGRAM_PORT: "0", HOLOGRAM_API_KEY: "se-cret" };
    assert.deepEqual(await tags(home, env), [undefined, { models: [] }]);
  }));

Deno.test("a command does not give its key to another program", async () => {
  const seen: (string | null)[] = [];
  const other = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    seen.push(request.headers.get("authorization"));
    return new Response("Ollama is running");
  });
  try {
    await withHome(async (home) => {
      const env = { HOLOGRAM_PORT: String(other.addr.port), HOLOGRAM_API_KEY: "se-cret" };
      await assert.rejects(tags(home, env), { kind: "conflict" });
      assert.deepEqual(seen, [null]);
    });
  } finally {
    await other.shutdown();
  }
});

Deno.test({
  name: "HTTPS serves with a certificate, which commands trust by its file",
  ignore: !hasOpenssl,
  fn: () =>
    withHome(async (folder) => {
      const { cert, key } = await makeCertificate(folder);
      const files = { HOLOGRAM_TLS_CERT: cert, HOLOGRAM_TLS_KEY: key };
      await withServer(files, async (server, home) => {
        assert.match(server.url, /^https:\/\/127\.0\.0\.1:\d+$/);
        const { port } = new URL(server.url);
        const url = `https://localhost:${port}`;
        const found = await tags(home, { HOLOGRAM_HOST: url, HOLOGRAM_TLS_CERT: cert });
        assert.deepEqual(found, [url, { models: [] }]);
        // By the configuration of the server itself, without a scheme.
        assert.equal((await tags(home, { ...files, HOLOGRAM_PORT: port }))[0], server.url);
        await assert.rejects(tags(home, { HOLOGRAM_HOST: url }), (error: { hint: string }) => {
          assert.match(error.hint, /HOLOGRAM_TLS_CERT/);
          return true;
        });
        using plain = await RawClient.connect(Number(port));
        await plain.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert.doesNotMatch(await plain.readToEnd(), /Hologram/);
      });
    }),
});

Deno.test("HTTPS without both files, or with files that are none, is refused", () =>
  withHome(async (home) => {
    const file = join(home, "no.pem");
    await Deno.writeTextFile(file, "no certificate");
    const wrong: Environment[] = [
      { HOLOGRAM_TLS_CERT: file },
      { HOLOGRAM_TLS_KEY: file },
      { HOLOGRAM_HOST: "https://127.0.0.1:0" },
      { HOLOGRAM_TLS_CERT: file, HOLOGRAM_TLS_KEY: file },
      { HOLOGRAM_TLS_CERT: join(home, "none"), HOLOGRAM_TLS_KEY: file },
    ];
    for (const env of wrong) {
      const config = await configFor(home, { HOLOGRAM_HOST: "127.0.0.1:0", ...env });
      await assert.rejects(listen(config, SILENT_LOGGER), { kind: "usage" }, JSON.stringify(env));
    }
  }));

Deno.test({
  name:
    "a server listens on a Unix socket that is this user's alone, and takes its file away again",
  ignore: windows,
  fn: () =>
    withHome(async (folder) => {
      const socket = join(folder, "h.sock");
      const HOLOGRAM_HOST = `unix://${socket}`;
      await withServer({ HOLOGRAM_HOST }, async (server, home) => {
        assert.equal(server.url, HOLOGRAM_HOST);
        assert.equal(Deno.statSync(socket).mode! & 0o777, 0o600);
        assert.deepEqual(await tags(home, { HOLOGRAM_HOST }), [HOLOGRAM_HOST, { models: [] }]);
        const second = listen(await configFor(home, { HOLOGRAM_HOST }), SILENT_LOGGER);
        await assert.rejects(second, { kind: "conflict" });
      });
      await assert.rejects(Deno.stat(socket), Deno.errors.NotFound);
    }),
});

Deno.test({
  name: "the socket that a killed server left is replaced, any other file is kept",
  ignore: windows,
  fn: () =>
    withHome(async (folder) => {
      const file = join(folder, "precious");
      await Deno.writeTextFile(file, "data");
      const config = await configFor(folder, { HOLOGRAM_HOST: `unix://${file}` });
      await assert.rejects(listen(config, SILENT_LOGGER), { kind: "conflict" });
      assert.equal(await Deno.readTextFile(file), "data");

      const dead = join(folder, "dead.sock");
      await leaveSocket(dead);
      const HOLOGRAM_HOST = `unix://${dead}`;
      assert.equal((await tags(folder, { HOLOGRAM_HOST }))[0], undefined);
      await withServer({ HOLOGRAM_HOST }, async (_server, home) => {
        assert.equal((await tags(home, { HOLOGRAM_HOST }))[0], HOLOGRAM_HOST);
      });
    }),
});

/** A socket's file whose server was killed. */
async function leaveSocket(path: string): Promise<void> {
  const script = `Deno.listen({ transport: "unix", path: ${JSON.stringify(path)} });
    console.log("listening"); setInterval(() => {}, 1000);`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", script],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  child.kill("SIGKILL");
  await child.status;
  await reader.cancel();
  assert.ok(Deno.lstatSync(path).isSocket);
}

Deno.test("a model that cannot be loaded at the start is told in the log, and the server serves", () => {
  const lines: string[] = [];
  const log: Logger["log"] = (level, message, fields) =>
    void lines.push(`${level} ${message} ${fields?.model} ${fields?.reason}`);
  const env = { HOLOGRAM_PRELOAD: "absent,also-absent", HOLOGRAM_API_KEY: "k" };
  return withServer(env, async (server) => {
    const warnings = () => lines.filter((line) => line.startsWith("warn"));
    await until("both are told", () => warnings().length === 2);
    assert.deepEqual(warnings(), [
      "warn Could not load a model at the start absent model 'absent' not found",
      "warn Could not load a model at the start also-absent model 'also-absent' not found",
    ]);
    assert.equal(await (await fetch(server.url)).text(), "Hologram is running");
  }, { log });
});
