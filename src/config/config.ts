import type { LogLevel } from "../base/mod.ts";
import type { SettingKey, SettingValue } from "./settings.ts";
import { SETTINGS } from "./settings.ts";

/** The configuration that holds, in the tables and under the names of `config.toml`. */
export interface Config {
  /** How the server listens and what models may take. */
  readonly server: {
    /** Address to listen on, without a port; an IPv6 one without brackets. */
    readonly host: string;
    /** Port to listen on; 0 for any free one. */
    readonly port: number;
    /** Memory that loaded models may take together, in MB. */
    readonly memory_budget_mb: number;
    /** Seconds after which an idle model is unloaded; 0 at once, -1 never. */
    readonly idle_timeout_secs: number;
  };
  /** Where models are kept. */
  readonly models: {
    /** The folder, an absolute path. */
    readonly path: string;
  };
  /** Where models come from. */
  readonly registry: {
    /** The origin of the registry of names without a host, `https://registry.hologram.dev`. */
    readonly default: string;
  };
  /** What is logged. */
  readonly logging: {
    /** The least severe level that is shown. */
    readonly level: LogLevel;
  };
  /** Where each value comes from: `default`, the path of the file, a variable, or a flag. */
  readonly origins: Readonly<Record<SettingKey, string>>;
  /** The program's folder, `~/.hologram` or what `HOLOGRAM_HOME` says. */
  readonly home: string;
  /** The path of the configuration file, whether it exists or not. */
  readonly file: string;
}

/** One setting as a listing shows it. */
export interface ConfigEntry {
  /** Its full name, `server.port`. */
  key: SettingKey;
  /** Its value. */
  value: SettingValue;
  /** Where the value comes from: `default`, the path of the file, a variable, or a flag. */
  origin: string;
  /** The environment variable that sets it. */
  env: string;
  /** What it is for. */
  description: string;
}

/** Every setting with its value and where that comes from, in a fixed order. */
export function configEntries(config: Config): ConfigEntry[] {
  return SETTINGS.map(({ key, env, description }) => {
    const [table, name] = key.split(".") as [keyof Config, string];
    const value = (config[table] as Record<string, SettingValue>)[name]!;
    return { key, value, origin: config.origins[key], env, description };
  });
}
