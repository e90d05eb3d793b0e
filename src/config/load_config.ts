import { HologramError } from "../base/mod.ts";
import { dirname, join, resolve } from "../deps/path.ts";
import type { Config } from "./config.ts";
import { configFileValues } from "./config_file.ts";
import {
  checkLayer,
  environmentValues,
  flagValues,
  type Layer,
  type LayerValue,
  readVariable,
} from "./layer.ts";
import { type SettingKey, SETTINGS, type SettingValue } from "./settings.ts";

/** Where the configuration is read from. */
export interface LoadConfigOptions {
  /** Reads an environment variable, as `Deno.env.get` does. */
  env: (name: string) => string | undefined;
  /** The user's home folder; what `HOME` or `USERPROFILE` says unless given. */
  home?: string;
  /** Reads a text file; `Deno.readTextFileSync` unless given. */
  readTextFile?: (path: string) => string;
  /** What command-line flags say, by setting; `undefined` for a flag that was not given. */
  flags?: Readonly<Partial<Record<SettingKey, unknown>>>;
}

/**
 * Reads the configuration: built-in defaults, then `config.toml`, then the environment, then flags, each over
 * the one before.
 *
 * `HOLOGRAM_HOME` names the folder that holds the file and, by default, the models. In paths, `~` is the user's
 * home; a relative path in the file starts at the file's folder, another one at the current folder. The host may
 * carry a port, which then sets `server.port` as well.
 *
 * @throws {HologramError} `usage`, naming the file, line and key, or the variable, or the flag, that is wrong.
 */
export async function loadConfig(options: LoadConfigOptions): Promise<Config> {
  const { env, readTextFile = Deno.readTextFileSync, flags = {} } = options;
  const userHome = options.home || env("HOME") || env("USERPROFILE");
  const home = absolute(readVariable(env, "HOLOGRAM_HOME") ?? "~/.hologram", ".", userHome);
  const file = join(home, "config.toml");

  const fileLayer = checkLayer(await configFileValues(file, readTextFile));
  const layers = [
    defaults(home),
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
  const origins = Object.fromEntries([...merged].map(([key, { origin }]) => [key, origin]));
  // The table of settings names every key of `Config`, and `accept` gives each its type: a test compares them.
  return { ...tables, origins, home, file } as unknown as Config;
}

function defaults(home: string): Layer {
  return new Map(SETTINGS.map((setting): [SettingKey, LayerValue] => [
    setting.key,
    { value: setting.default ?? join(home, "models"), origin: "default" },
  ]));
}

function withAbsolutePaths(layer: Layer, base: string, userHome: string | undefined): Layer {
  for (const { key, path } of SETTINGS) {
    const given = path ? layer.get(key) : undefined;
    if (given !== undefined) given.value = absolute(String(given.value), base, userHome);
  }
  return layer;
}

/** A path with `~` spelled out, made absolute from a folder. */
function absolute(path: string, base: string, userHome: string | undefined): string {
  if (!/^~(?=$|[/\\])/.test(path)) return resolve(base, path);
  if (!userHome) {
    throw new HologramError(`Cannot resolve ${path}: the home folder is not known`, {
      kind: "usage",
      hint: "Set HOME, or HOLOGRAM_HOME to an absolute path",
    });
  }
  return resolve(userHome, `.${path.slice(1)}`);
}
