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
    /** Seconds that loading a model may take; -1 any time. */
    readonly load_timeout: number;
    /** Requests that may wait for one model, or for a model to be loaded. */
    readonly max_queue: number;
    /** Models that may be loaded at a time; 0 as many as the memory takes. */
    readonly max_loaded_models: number;
    /** Tokens of context where neither a request nor its model says; 0 what the model has. */
    readonly context_length: number;
    /** Names of the models that are loaded at the start. */
    readonly preload: readonly string[];
    /** Size that the body of a request may have, in MB; uploads of blobs may be of any. */
    readonly max_body_mb: number;
    /** Seconds that open requests have to end when the server stops. */
    readonly shutdown_grace: number;
    /** Absolute path of the Unix socket that is used instead of host and port; empty for none. */
    readonly socket: string;
    /** Origins whose pages may use the API besides this machine's; `*` stands for anything. */
    readonly origins: readonly string[];
    /** Key that requests must bring; empty for none. */
    readonly api_key: string;
    /** Whether other machines may use a server that has no key. */
    readonly allow_unauthenticated: boolean;
    /** PEM file of the certificate for HTTPS; empty for none. */
    readonly tls_cert: string;
    /** PEM file of the certificate's private key; empty for none. */
    readonly tls_key: string;
    /** The scheme that commands use, where the host was given with one; empty to go by the certificate. */
    readonly scheme: "" | "http" | "https";
    /** What stands before every path of the API for commands, where the host was given with it: `/hologram`. */
    readonly path: string;
  };
  /** Where models are kept. */
  readonly models: {
    /** The folder, an absolute path. */
    readonly path: string;
    /** Whether blobs that no model uses stay. */
    readonly noprune: boolean;
  };
  /** The chat in the terminal. */
  readonly chat: {
    /** Whether what is typed is forgotten when a chat ends. */
    readonly nohistory: boolean;
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
  /** The program's folder, `~/.hologram` unless the environment says otherwise. */
  readonly home: string;
  /** The path of the configuration file, whether it exists or not. */
  readonly file: string;
  /** The path of the file that keeps what was typed in chats, whether it exists or not. */
  readonly history: string;
}

/** One setting as a listing shows it. */
export interface ConfigEntry {
  /** Its full name, `server.port`. */
  key: SettingKey;
  /** Its value; `set` for a secret that has one. */
  value: SettingValue;
  /** Where the value comes from: `default`, the path of the file, a variable, or a flag. */
  origin: string;
  /** The environment variable that sets it. */
  env: string;
  /** What it is for. */
  description: string;
}

/** Every setting with its value and where that comes from, in a fixed order; of a secret only whether it is set. */
export function configEntries(config: Config): ConfigEntry[] {
  return SETTINGS.filter(({ alias }) => alias === undefined)
    .map(({ key, env, description, secret }) => {
      const [table, name] = key.split(".") as [keyof Config, string];
      const value = (config[table] as unknown as Record<string, SettingValue>)[name]!;
      const shown = secret && value !== "" ? "set" : value;
      return { key, value: shown, origin: config.origins[key], env, description };
    });
}
