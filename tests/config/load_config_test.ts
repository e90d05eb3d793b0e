import assert from "node:assert/strict";
import { HologramError } from "../../src/base/mod.ts";
import { type Config, configEntries, loadConfig, SETTINGS } from "../../src/config/mod.ts";
import { join, resolve } from "../../src/deps/path.ts";

const FILE = resolve("/home/u/.hologram/config.toml");

interface Given {
  env?: Record<string, string>;
  toml?: string;
  flags?: Record<string, unknown>;
}

function load({ env = {}, toml, flags }: Given = {}): Promise<Config> {
  return loadConfig({
    env: (name) => env[name],
    home: resolve("/home/u"),
    readTextFile: (path) => {
      if (toml === undefined || path !== FILE) throw new Deno.errors.NotFound(path);
      return toml;
    },
    flags,
  });
}

async function failure(given: Given): Promise<HologramError> {
  const error = await load(given).then(() => undefined, (error) => error);
  assert.ok(error instanceof HologramError, `no HologramError but ${error}`);
  assert.equal(error.kind, "usage");
  return error;
}

const EXAMPLE = `
[server]
host = "0.0.0.0"
port = 8080
memory_budget_mb = 4096
idle_timeout_secs = 60

[models]
path = "~/elsewhere"

[registry]
default = "https://registry.example.com"

[logging]
level = "debug"
`;

Deno.test("loadConfig() without a file, variables or flags gives the documented defaults", async () => {
  const config = await load();
  assert.deepEqual(config.server, {
    host: "127.0.0.1",
    port: 11434,
    memory_budget_mb: 8192,
    idle_timeout_secs: 300,
  });
  assert.deepEqual(config.models, { path: resolve("/home/u/.hologram/models") });
  assert.deepEqual(config.registry, { default: "https://registry.hologram.dev" });
  assert.deepEqual(config.logging, { level: "info" });
  assert.equal(config.home, resolve("/home/u/.hologram"));
  assert.equal(config.file, FILE);
  assert.deepEqual(new Set(Object.values(config.origins)), new Set(["default"]));
});

Deno.test("loadConfig() reads every key of config.toml", async () => {
  const config = await load({ toml: EXAMPLE });
  assert.deepEqual(configEntries(config).map(({ key, value, origin }) => [key, value, origin]), [
    ["server.host", "0.0.0.0", FILE],
    ["server.port", 8080, FILE],
    ["server.memory_budget_mb", 4096, FILE],
    ["server.idle_timeout_secs", 60, FILE],
    ["models.path", resolve("/home/u/elsewhere"), FILE],
    ["registry.default", "https://registry.example.com", FILE],
    ["logging.level", "debug", FILE],
  ]);
});

Deno.test("loadConfig() reads every variable, over the file", async () => {
  const config = await load({
    toml: EXAMPLE,
    env: {
      HOLOGRAM_HOST: "example.com",
      HOLOGRAM_PORT: "0",
      HOLOGRAM_MODELS_PATH: "/models",
      HOLOGRAM_MEMORY_BUDGET: "1",
      HOLOGRAM_IDLE_TIMEOUT: "-1",
      HOLOGRAM_REGISTRY: "http://localhost:5000/",
      HOLOGRAM_LOG_LEVEL: "WARN",
    },
  });
  assert.deepEqual(configEntries(config).map(({ value, origin }) => [value, origin]), [
    ["example.com", "HOLOGRAM_HOST"],
    [0, "HOLOGRAM_PORT"],
    [1, "HOLOGRAM_MEMORY_BUDGET"],
    [-1, "HOLOGRAM_IDLE_TIMEOUT"],
    [resolve("/models"), "HOLOGRAM_MODELS_PATH"],
    ["http://localhost:5000", "HOLOGRAM_REGISTRY"],
    ["warn", "HOLOGRAM_LOG_LEVEL"],
  ]);
});

Deno.test("loadConfig() lets a flag win over a variable, that over the file, that over the default", async () => {
  const toml = "[server]\nport = 1\nmemory_budget_mb = 1\nidle_timeout_secs = 1\n";
  const env = { HOLOGRAM_PORT: "2", HOLOGRAM_MEMORY_BUDGET: "2" };
  const config = await load({ toml, env, flags: { "server.port": "3", "server.host": undefined } });
  assert.deepEqual([config.server.port, config.origins["server.port"]], [3, "--port"]);
  assert.deepEqual(
    [config.server.memory_budget_mb, config.origins["server.memory_budget_mb"]],
    [2, "HOLOGRAM_MEMORY_BUDGET"],
  );
  assert.deepEqual(
    [config.server.idle_timeout_secs, config.origins["server.idle_timeout_secs"]],
    [1, FILE],
  );
  assert.deepEqual(
    [config.server.host, config.origins["server.host"]],
    ["127.0.0.1", "default"],
  );
});

Deno.test("configEntries() has a row for each key of the configuration, with the type it is read as", async () => {
  const config = await load();
  const { origins: _origins, home: _home, file: _file, ...tables } = config;
  const keys = Object.entries(tables).flatMap(([table, values]) =>
    Object.keys(values).map((name) => `${table}.${name}`)
  );
  assert.deepEqual(configEntries(config).map(({ key }) => key), SETTINGS.map(({ key }) => key));
  assert.deepEqual(keys.sort(), SETTINGS.map(({ key }) => key).sort());
  for (const { integer, key } of SETTINGS) {
    const entry = configEntries(config).find((entry) => entry.key === key)!;
    assert.equal(typeof entry.value, integer ? "number" : "string", key);
    assert.ok(entry.description.length > 0 && entry.env.startsWith("HOLOGRAM_"));
  }
});

Deno.test("loadConfig() finds the file and the models in HOLOGRAM_HOME", async () => {
  const home = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(home, "config.toml"), "[server]\nport = 5\n");
    const config = await loadConfig({
      env: (name) => name === "HOLOGRAM_HOME" ? home : undefined,
    });
    assert.equal(config.server.port, 5);
    assert.equal(config.home, home);
    assert.equal(config.models.path, join(home, "models"));
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("loadConfig() spells out ~ and makes relative paths absolute", async () => {
  const path = async (given: Given) => (await load(given)).models.path;
  const inFile = (value: string) => path({ toml: `models.path = "${value}"` });
  const inEnv = (value: string) => path({ env: { HOLOGRAM_MODELS_PATH: value } });
  assert.equal(await inFile("~"), resolve("/home/u"));
  assert.equal(await inFile("~/a/../b"), resolve("/home/u/b"));
  assert.equal(await inFile("m"), resolve("/home/u/.hologram/m"));
  assert.equal(await inFile("~other/m"), resolve("/home/u/.hologram/~other/m"));
  assert.equal(await inEnv("~/m"), resolve("/home/u/m"));
  assert.equal(await inEnv("m"), resolve("m"));
  const moved = await load({ env: { HOLOGRAM_HOME: "~/h" } });
  assert.equal(moved.models.path, resolve("/home/u/h/models"));
});

Deno.test("loadConfig() says that the home folder is not known only where it is needed", async () => {
  const env = (name: string) => name === "HOLOGRAM_HOME" ? "/h" : undefined;
  assert.equal((await loadConfig({ env })).home, resolve("/h"));
  await assert.rejects(loadConfig({ env: () => undefined }), {
    kind: "usage",
    message: "Cannot resolve ~/.hologram: the home folder is not known",
  });
});

Deno.test("loadConfig() trims spaces, then quotes, from variables and takes an empty one as unset", async () => {
  const port = async (value: string) => (await load({ env: { HOLOGRAM_PORT: value } })).server.port;
  for (const text of ["80", " 80 ", "'80'", ' "80" ', " ' 80 ' "]) {
    assert.equal(await port(text), 80, text);
  }
  for (const text of ["", "   ", "''", ' "" ']) assert.equal(await port(text), 11434, text);
});

Deno.test("loadConfig() names the variable that is wrong, and what was expected", async () => {
  const message = async (name: string, value: string) =>
    (await failure({ env: { [name]: value } })).message;
  assert.equal(
    await message("HOLOGRAM_PORT", "abc"),
    'Cannot read the environment: HOLOGRAM_PORT must be an integer from 0 to 65535, got "abc"',
  );
  assert.equal(
    await message("HOLOGRAM_PORT", "65536"),
    "Cannot read the environment: HOLOGRAM_PORT must be an integer from 0 to 65535, got 65536",
  );
  for (
    const [name, value] of [
      ["HOLOGRAM_PORT", "-1"],
      ["HOLOGRAM_PORT", "1.5"],
      ["HOLOGRAM_PORT", "0x50"],
      ["HOLOGRAM_MEMORY_BUDGET", "0"],
      ["HOLOGRAM_MEMORY_BUDGET", "99999999999999999999"],
      ["HOLOGRAM_IDLE_TIMEOUT", "-2"],
      ["HOLOGRAM_IDLE_TIMEOUT", "5m"],
      ["HOLOGRAM_REGISTRY", "registry.example.com"],
      ["HOLOGRAM_REGISTRY", "ftp://example.com"],
      ["HOLOGRAM_REGISTRY", "https://example.com/path"],
      ["HOLOGRAM_REGISTRY", "https://me:secret@example.com"],
      ["HOLOGRAM_LOG_LEVEL", "verbose"],
      ["HOLOGRAM_HOST", "two words"],
      ["HOLOGRAM_HOST", "https://example.com"],
      ["HOLOGRAM_MODELS_PATH", "a\0b"],
    ] as const
  ) {
    assert.match(await message(name, value), new RegExp(`: ${name} must be `), `${name}=${value}`);
  }
});

Deno.test("loadConfig() names the flag that is wrong", async () => {
  assert.equal(
    (await failure({ flags: { "server.memory_budget_mb": "lots" } })).message,
    'Cannot read the command line: --memory-budget must be a positive integer (MB), got "lots"',
  );
});

Deno.test("loadConfig() names the file, the line and the key of a wrong value", async () => {
  const toml = '# comment\n[server]\nport = "abc"\n';
  assert.equal(
    (await failure({ toml })).message,
    `Cannot read ${FILE}: line 3: server.port must be an integer from 0 to 65535, got "abc"`,
  );
  const message = async (toml: string) =>
    (await failure({ toml })).message.replace(`Cannot read ${FILE}: `, "");
  assert.match(await message('server.port = "80"'), /^line 1: server\.port must be .*, got "80"$/);
  assert.match(await message("server = {\n host = 'a',\n port = true }"), /^line 3: server\.port/);
  assert.match(await message("[server]\nport = 1.5"), /, got 1\.5$/);
  assert.match(await message("[server]\nport = nan"), /, got NaN$/);
  assert.match(
    await message("[server]\nhost = 2020-01-01"),
    /^line 2: server\.host must be a host/,
  );
  assert.equal(await message("\nserver = 5"), "line 2: server must be a table, [server]");
  assert.equal(await message("[[server]]\nport = 1"), "line 1: server must be a table, [server]");
  assert.ok((await message(`[logging]\nlevel = "${"x".repeat(1000)}"`)).length < 200);
});

Deno.test("loadConfig() refuses an unknown table or key, lists the known ones and suggests a near one", async () => {
  const error = await failure({ toml: "[server]\nprot = 1\n" });
  assert.equal(
    error.message,
    `Cannot read ${FILE}: line 2: unknown key server.prot, known are server.host, server.port, ` +
      "server.memory_budget_mb, server.idle_timeout_secs",
  );
  assert.equal(error.hint, "Did you mean server.port?");

  const table = await failure({ toml: "[sever]\nport = 1\n" });
  assert.equal(
    table.message,
    `Cannot read ${FILE}: line 1: unknown table sever, known are server, models, registry, logging`,
  );
  assert.equal(table.hint, "Did you mean server?");

  const topLevel = await failure({ toml: "port = 1" });
  assert.match(topLevel.message, /line 1: unknown key port, known are server, /);
  assert.equal(topLevel.hint, "Did you mean server.port?");

  const far = await failure({ toml: "[server]\ncompletely_different = 1\n" });
  assert.equal(far.hint, undefined);
  for (const name of ["__proto__", "constructor", "toString"]) {
    assert.match((await failure({ toml: `${name} = 1` })).message, /line 1: unknown key/);
    assert.match((await failure({ toml: `[server]\n${name} = 1` })).message, /line 2: unknown key/);
  }
});

Deno.test("loadConfig() gives the line and column of text that is not TOML", async () => {
  assert.equal(
    (await failure({ toml: "[server]\nport = \n" })).message,
    `Cannot read ${FILE}: line 2, column 8: invalid value`,
  );
});

Deno.test("loadConfig() takes a byte order mark and Windows line ends", async () => {
  const toml = "\uFEFF[server]\r\nport = 7\r\n";
  assert.equal((await load({ toml })).server.port, 7);
  const error = await failure({ toml: "\uFEFF[server]\r\nhost = 'a'\r\nport = -7\r\n" });
  assert.match(error.message, /: line 3: server\.port/);
});

Deno.test("loadConfig() says why a file cannot be read", async () => {
  const home = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(home, "config.toml"));
    const loading = loadConfig({ env: (name) => name === "HOLOGRAM_HOME" ? home : undefined });
    await assert.rejects(loading, (error: HologramError) => {
      assert.equal(error.kind, "usage");
      assert.ok(error.message.startsWith(`Cannot read ${join(home, "config.toml")}: `));
      return true;
    });
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("loadConfig() takes a port that the host carries, at the same rank", async () => {
  const address = async (given: Given) => {
    const { server } = await load(given);
    return [server.host, server.port];
  };
  const env = { HOLOGRAM_HOST: "1.2.3.4:8080" };
  assert.deepEqual(await address({ env }), ["1.2.3.4", 8080]);
  assert.deepEqual(await address({ env, toml: "server.port = 1" }), ["1.2.3.4", 8080]);
  assert.deepEqual(await address({ env, flags: { "server.port": 9 } }), ["1.2.3.4", 9]);
  assert.deepEqual(
    await address({ env: { ...env, HOLOGRAM_PORT: "8080" } }),
    ["1.2.3.4", 8080],
  );
  assert.deepEqual(await address({ env: { HOLOGRAM_HOST: ":1234" } }), ["127.0.0.1", 1234]);
  assert.equal((await load({ env })).origins["server.port"], "HOLOGRAM_HOST");

  const error = await failure({ env: { ...env, HOLOGRAM_PORT: "9090" } });
  assert.equal(
    error.message,
    "Cannot read the environment: HOLOGRAM_PORT conflicts: server.port is given twice, as 8080 and as 9090",
  );
});

Deno.test("loadConfig() imports the TOML parser only for a file that exists", async () => {
  const script = `
    const { loadConfig } = await import(${
    JSON.stringify(import.meta.resolve("../../src/config/mod.ts"))
  });
    await loadConfig({ env: () => undefined, home: "/nowhere" });
  `;
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", "--log-level=debug", script],
    stdout: "null",
    stderr: "piped",
  }).output();
  const log = new TextDecoder().decode(stderr);
  assert.match(log, /load_config\.ts/);
  assert.doesNotMatch(log, /smol-toml.*\.js/);
});
