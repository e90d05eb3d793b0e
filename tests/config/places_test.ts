import assert from "node:assert/strict";
import { findPlaces, type Places } from "../../src/config/places.ts";
import { resolve } from "../../src/deps/path.ts";

const HOME = resolve("/home/u");

function places(env: Record<string, string>, existing: string[] = []): Places {
  return findPlaces({
    env: (name) => env[name],
    userHome: HOME,
    exists: (path) => existing.includes(path),
  });
}

function inOneFolder(home: string): Places {
  return {
    home: resolve(home),
    config: resolve(home, "config.toml"),
    models: resolve(home, "models"),
    history: resolve(home, "history"),
  };
}

const XDG = {
  XDG_CONFIG_HOME: resolve("/x/config"),
  XDG_DATA_HOME: resolve("/x/data"),
  XDG_STATE_HOME: resolve("/x/state"),
};
const IN_XDG: Places = {
  home: resolve("/x/data/hologram"),
  config: resolve("/x/config/hologram/config.toml"),
  models: resolve("/x/data/hologram/models"),
  history: resolve("/x/state/hologram/history"),
};

Deno.test("everything is in ~/.hologram unless the environment says otherwise", () => {
  assert.deepEqual(places({}), inOneFolder("/home/u/.hologram"));
});

Deno.test("the folders of the XDG specification are used where one of its variables is set", () => {
  assert.deepEqual(places(XDG), IN_XDG);
  assert.deepEqual(places({ XDG_CACHE_HOME: resolve("/x/cache") }), {
    home: resolve("/home/u/.local/share/hologram"),
    config: resolve("/home/u/.config/hologram/config.toml"),
    models: resolve("/home/u/.local/share/hologram/models"),
    history: resolve("/home/u/.local/state/hologram/history"),
  });
});

Deno.test("a ~/.hologram that exists stays in use", () => {
  assert.deepEqual(places(XDG, [resolve(HOME, ".hologram")]), inOneFolder("/home/u/.hologram"));
});

Deno.test("HOLOGRAM_HOME decides before everything else", () => {
  const env = { ...XDG, HOLOGRAM_HOME: "~/h" };
  assert.deepEqual(places(env, [resolve(HOME, ".hologram")]), inOneFolder("/home/u/h"));
});

Deno.test("a relative path in an XDG variable is ignored, as the specification wants", () => {
  assert.deepEqual(places({ XDG_CONFIG_HOME: "config" }), inOneFolder("/home/u/.hologram"));
  assert.deepEqual(
    places({ ...XDG, XDG_STATE_HOME: "state" }).history,
    resolve("/home/u/.local/state/hologram/history"),
  );
});
