import assert from "node:assert/strict";
import { HologramError } from "../../src/base/mod.ts";
import {
  type Config,
  configEntries,
  loadConfig,
  serverUrl,
  SETTINGS,
} from "../../src/config/mod.ts";
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
    exists: () => false,
    flags,
  });
}

/** The values that differ from the defaults, and where they come from. */
async function given(config: Config): Promise<[string, unknown, string][]> {
  const defaults = new Map(configEntries(await load()).map(({ key, origin }) => [key, origin]));
  return configEntries(config).filter(({ key, origin }) => origin !== defaults.get(key))
    .map(({ key, value, origin }) => [key, value, origin]);
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
load_timeout = "1m"
max_queue = 5
max_loaded_models = 2
context_length = 4096
preload = ["tiny", "hf.co/a/b:q4"]
max_body_mb = 10
shutdown_grace = 1.5
origins = ["https://A.example", "http://*.b.example:*"]
api_key = "se-cret"
allow_unauthenticated = true
tls_cert = "cert.pem"
tls_key = "/key.pem"

[models]
path = "~/elsewhere"
noprune = true

[chat]
nohistory = true

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
    load_timeout: 300,
    max_queue: 512,
    max_loaded_models: 0,
    context_length: 0,
    preload: [],
    max_body_mb: 256,
    shutdown_grace: 5,
    socket: "",
    origins: [],
    api_key: "",
    allow_unauthenticated: false,
    tls_cert: "",
    tls_key: "",
    scheme: "",
    path: "",
  });
  assert.deepEqual(config.models, {
    path: resolve("/home/u/.hologram/models"),
    noprune: false,
  });
  assert.deepEqual(config.chat, { nohistory: false });
  assert.deepEqual(config.registry, { default: "https://registry.hologram.dev" });
  assert.deepEqual(config.logging, { level: "info" });
  assert.equal(config.home, resolve("/home/u/.hologram"));
  assert.equal(config.file, FILE);
  assert.deepEqual(new Set(Object.values(config.origins)), new Set(["default"]));
});

Deno.test("loadConfig() reads every key of config.toml", async () => {
  const config = await load({ toml: EXAMPLE });
  assert.deepEqual(await given(config), [
    ["server.host", "0.0.0.0", FILE],
    ["server.port", 8080, FILE],
    ["server.memory_budget_mb", 4096, FILE],
    ["server.idle_timeout_secs", 60, FILE],
    ["server.load_timeout", 60, FILE],
    ["server.max_queue", 5, FILE],
    ["server.max_loaded_models", 2, FILE],
    ["server.context_length", 4096, FILE],
    ["server.preload", ["tiny", "hf.co/a/b:q4"], FILE],
    ["server.max_body_mb", 10, FILE],
    ["server.shutdown_grace", 1.5, FILE],
    ["server.socket", "", FILE],
    ["server.origins", ["https://a.example", "http://*.b.example:*"], FILE],
    ["server.api_key", "set", FILE],
    ["server.allow_unauthenticated", true, FILE],
    ["server.tls_cert", resolve("/home/u/.hologram/cert.pem"), FILE],
    ["server.tls_key", resolve("/key.pem"), FILE],
    ["models.path", resolve("/home/u/elsewhere"), FILE],
    ["models.noprune", true, FILE],
    ["chat.nohistory", true, FILE],
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
      HOLOGRAM_LOAD_TIMEOUT: "0",
      HOLOGRAM_MAX_QUEUE: "0",
      HOLOGRAM_MAX_LOADED_MODELS: "1",
      HOLOGRAM_CONTEXT_LENGTH: "8",
      HOLOGRAM_PRELOAD: " a, b:c ,",
      HOLOGRAM_MAX_BODY: "3",
      HOLOGRAM_SHUTDOWN_GRACE: "0",
      HOLOGRAM_ORIGINS: "https://c.example,*",
      HOLOGRAM_API_KEY: "'other'",
      HOLOGRAM_ALLOW_UNAUTHENTICATED: "no",
      HOLOGRAM_TLS_CERT: "~/c",
      HOLOGRAM_TLS_KEY: "/k",
      HOLOGRAM_NOPRUNE: "0",
      HOLOGRAM_NOHISTORY: "False",
      HOLOGRAM_REGISTRY: "http://localhost:5000/",
      HOLOGRAM_LOG_LEVEL: "WARN",
    },
  });
  assert.deepEqual((await given(config)).map(([, value, origin]) => [value, origin]), [
    ["example.com", "HOLOGRAM_HOST"],
    [0, "HOLOGRAM_PORT"],
    [1, "HOLOGRAM_MEMORY_BUDGET"],
    [-1, "HOLOGRAM_IDLE_TIMEOUT"],
    [-1, "HOLOGRAM_LOAD_TIMEOUT"],
    [0, "HOLOGRAM_MAX_QUEUE"],
    [1, "HOLOGRAM_MAX_LOADED_MODELS"],
    [8, "HOLOGRAM_CONTEXT_LENGTH"],
    [["a", "b:c"], "HOLOGRAM_PRELOAD"],
    [3, "HOLOGRAM_MAX_BODY"],
    [0, "HOLOGRAM_SHUTDOWN_GRACE"],
    ["", "HOLOGRAM_HOST"],
    [["https://c.example", "*"], "HOLOGRAM_ORIGINS"],
    ["set", "HOLOGRAM_API_KEY"],
    [false, "HOLOGRAM_ALLOW_UNAUTHENTICATED"],
    [resolve("/home/u/c"), "HOLOGRAM_TLS_CERT"],
    [resolve("/k"), "HOLOGRAM_TLS_KEY"],
    [resolve("/models"), "HOLOGRAM_MODELS_PATH"],
    [false, "HOLOGRAM_NOPRUNE"],
    [false, "HOLOGRAM_NOHISTORY"],
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
  const { origins, home: _home, file: _file, history: _history, ...tables } = config;
  const settings = SETTINGS.filter(({ alias }) => alias === undefined);
  const keys = Object.entries(tables).flatMap(([table, values]) =>
    Object.keys(values).map((name) => `${table}.${name}`)
  );
  const known: string[] = settings.map(({ key }) => key);
  assert.deepEqual(configEntries(config).map(({ key }) => key), known);
  assert.deepEqual(Object.keys(origins).sort(), known.toSorted());
  // What an address says besides host and port is no setting of its own.
  assert.deepEqual(keys.sort(), [...known, "server.path", "server.scheme"].sort());
  for (const { key, default: byDefault = "" } of settings) {
    const entry = configEntries(config).find((entry) => entry.key === key)!;
    assert.equal(typeof entry.value, typeof byDefault, key);
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
      ["HOLOGRAM_HOST", "ftp://example.com"],
      ["HOLOGRAM_HOST", ":66000"],
      ["HOLOGRAM_HOST", "unix://relative"],
      ["HOLOGRAM_KEEP_ALIVE", "???"],
      ["HOLOGRAM_KEEP_ALIVE", "1d"],
      ["HOLOGRAM_LOAD_TIMEOUT", "1y"],
      ["HOLOGRAM_SHUTDOWN_GRACE", "-1"],
      ["HOLOGRAM_MAX_QUEUE", "-1"],
      ["HOLOGRAM_MAX_BODY", "0"],
      ["HOLOGRAM_CONTEXT_LENGTH", "4k"],
      ["HOLOGRAM_ORIGINS", "example.com"],
      ["HOLOGRAM_ORIGINS", "https://example.com/path"],
      ["HOLOGRAM_PRELOAD", "two words"],
      ["HOLOGRAM_NOPRUNE", "maybe"],
      ["HOLOGRAM_API_KEY", "two words"],
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
    `Cannot read ${FILE}: line 2: unknown key server.prot, known are ` +
      SETTINGS.map(({ key }) => key).filter((key) => key.startsWith("server.")).join(", "),
  );
  assert.equal(error.hint, "Did you mean server.port?");

  const table = await failure({ toml: "[sever]\nport = 1\n" });
  assert.equal(
    table.message,
    `Cannot read ${FILE}: line 1: unknown table sever, known are server, models, chat, registry, logging`,
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

Deno.test("loadConfig() takes a URL or a socket as the host, which a host of a higher rank takes back", async () => {
  const place = async (given: Given) => {
    const { server } = await load(given);
    const { scheme, host, port, path, socket } = server;
    return [socket || `${scheme} ${host} ${port}${path}`, serverUrl(server)];
  };
  const env = { HOLOGRAM_HOST: "https://example.com/hologram" };
  assert.deepEqual(await place({ env }), [
    "https example.com 443/hologram",
    "https://example.com:443/hologram",
  ]);
  assert.deepEqual(await place({ env, flags: { "server.host": "1.2.3.4" } }), [
    " 1.2.3.4 443",
    "http://1.2.3.4:443",
  ]);
  const socket = resolve("/run/h.sock");
  const unix = { HOLOGRAM_HOST: `unix://${socket}`, HOLOGRAM_PORT: "5" };
  assert.deepEqual(await place({ env: unix }), [socket, "http://localhost"]);
  const toml = `server.socket = "${socket}"`;
  assert.deepEqual(await place({ toml }), [socket, "http://localhost"]);
  assert.deepEqual(await place({ toml, env: { HOLOGRAM_HOST: "1.2.3.4" } }), [
    " 1.2.3.4 11434",
    "http://1.2.3.4:11434",
  ]);
  assert.deepEqual(await place({ env: { HOLOGRAM_TLS_CERT: "/c" } }), [
    " 127.0.0.1 11434",
    "https://127.0.0.1:11434",
  ]);
  const both = await failure({ env: { HOLOGRAM_HOST: "1.2.3.4", HOLOGRAM_SOCKET: socket } });
  assert.match(both.message, /conflicts: a host and a socket are both given$/);
});

Deno.test("loadConfig() takes the idle timeout in seconds or as keep_alive, but not two of them from one source", async () => {
  const seconds = async (given: Given) => (await load(given)).server.idle_timeout_secs;
  assert.equal(await seconds({ env: { HOLOGRAM_KEEP_ALIVE: "1h2m3.5s" } }), 3723.5);
  assert.equal(await seconds({ toml: 'server.keep_alive = "-1m"' }), -1);
  assert.equal(await seconds({ toml: "server.keep_alive = 7" }), 7);
  assert.equal(
    await seconds({ toml: "server.idle_timeout_secs = 7", env: { HOLOGRAM_KEEP_ALIVE: "8" } }),
    8,
  );
  assert.equal(
    await seconds({
      env: { HOLOGRAM_KEEP_ALIVE: "8" },
      flags: { "server.idle_timeout_secs": "9" },
    }),
    9,
  );
  assert.equal(
    await seconds({ env: { HOLOGRAM_KEEP_ALIVE: "1m", HOLOGRAM_IDLE_TIMEOUT: "60" } }),
    60,
  );
  const both = await failure({ env: { HOLOGRAM_KEEP_ALIVE: "1m", HOLOGRAM_IDLE_TIMEOUT: "61" } });
  assert.match(both.message, /server\.idle_timeout_secs is given twice, as 61 and as 60$/);
  const { origins } = await load({ env: { HOLOGRAM_KEEP_ALIVE: "8" } });
  assert.equal(origins["server.idle_timeout_secs"], "HOLOGRAM_KEEP_ALIVE");
});

Deno.test("no listing and no error shows the key", async () => {
  const config = await load({ env: { HOLOGRAM_API_KEY: "hush-hush" } });
  assert.equal(config.server.api_key, "hush-hush");
  assert.doesNotMatch(JSON.stringify(configEntries(config)), /hush/);
  for (const toml of ['server.api_key = "hush hush"', 'server.api_key = ["hush"]']) {
    assert.doesNotMatch((await failure({ toml })).message, /hush/);
  }
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
