import { dirname } from "../deps/path.ts";
import type { Config } from "./config.ts";
import { configFileValues } from "./config_file.ts";
import { checkLayer, environmentValues, flagValues, type Layer, readVariable } from "./layer.ts";
import { absolutePath, findPlaces } from "./places.ts";
import { type SettingKey, SETTINGS, type SettingValue } from "./settings.ts";

/** Where the configuration is read from. */
export interface LoadConfigOptions {
  /** Reads an environment variable, as `Deno.env.get` does. */
  env: (name: string) => string | undefined;
  /** The user's home folder; what `HOME` or `USERPROFILE` says unless given. */
  home?: string;
  /** Reads a text file; `Deno.readTextFileSync` unless given. */
  readTextFile?: (path: string) => string;
  /** Whether a path names something that exists; looks at the disk unless given. */
  exists?: (path: string) => boolean;
  /** What command-line flags say, by setting; `undefined` for a flag that was not given. */
  flags?: Readonly<Partial<Record<SettingKey, unknown>>>;
}

/**
 * Reads the configuration: built-in defaults, then `config.toml`, then the environment, then flags, each over
 * the one before.
 *
 * {@linkcode findPlaces} says which folder holds the file and, by default, the models. In paths, `~` is the user's
 * home; a relative path in the file starts at the file's folder, another one at the current folder. The host may
 * carry a port, which then sets `server.port` as well.
 *
 * @throws {HologramError} `usage`, naming the file, line and key, or the variable, or the flag, that is wrong.
 */
export async function loadConfig(options: LoadConfigOptions): Promise<Config> {
  const { env, readTextFile = Deno.readTextFileSync, exists = isOnDisk, flags = {} } = options;
  const userHome = options.home || env("HOME") || env("USERPROFILE");
  const places = findPlaces({ env: (name) => readVariable(env, name), userHome, exists });
  const file = places.config;

  const fileLayer = checkLayer(await configFileValues(file, readTextFile));
  const layers = [
    defaults(places.models),
    withAbsolutePaths(fileLayer, dirname(file), userHome),
    withAbsolutePaths(checkLayer(environmentValues(env)), ".", userHome),
    withAbsolutePaths(checkLayer(flagValues(flags)), ".", userHome),
  ];
  const merged = new Map(layers.flatMap((layer) => [...layer]));

  const tables: Record<string, Record<string, SettingValue>> = {};
  for (const [key, { value }] of merged) {
    const [table, name] = key.split(".") as [string, string];
    (tables[table] ??= {})[name] = value;
  }
  const origins = Object.fromEntries(
    SETTINGS.filter(({ alias }) => alias === undefined)
      .map(({ key }) => [key, merged.get(key)!.origin]),
  );
  // The table of settings names every key of `Config`, and `accept` gives each its type: a test compares them.
  const { home, history } = places;
  return { ...tables, origins, home, file, history } as unknown as Config;
}

function defaults(models: string): Layer {
  const layer: Layer = new Map([
    ["server.scheme", { value: "", origin: "default" }],
    ["server.path", { value: "", origin: "default" }],
  ]);
  for (const { key, alias, default: value } of SETTINGS) {
    if (alias === undefined) layer.set(key, { value: value ?? models, origin: "default" });
  }
  return layer;
}

function withAbsolutePaths(layer: Layer, base: string, userHome: string | undefined): Layer {
  for (const { key, path } of SETTINGS) {
    const given = path ? layer.get(key) : undefined;
    if (given !== undefined && given.value !== "") {
      given.value = absolutePath(String(given.value), base, userHome);
    }
  }
  return layer;
}

function isOnDisk(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
