import { LOG_LEVELS } from "../base/mod.ts";

/** The full name of a setting: its table in the file, a dot, its key. */
export type SettingKey =
  | "server.host"
  | "server.port"
  | "server.memory_budget_mb"
  | "server.idle_timeout_secs"
  | "models.path"
  | "registry.default"
  | "logging.level";

/** What a setting may hold. */
export type SettingValue = string | number;

/** One setting. The table {@linkcode SETTINGS} of them is all that reading, checking and listing know. */
export interface Setting {
  /** Its full name, `server.port`. */
  readonly key: SettingKey;
  /** The environment variable that sets it. */
  readonly env: string;
  /** The command-line flag that sets it, on the commands that have it. */
  readonly flag: string;
  /** What it is for, one phrase. */
  readonly description: string;
  /** What holds when nobody says. `undefined` where it depends on the home folder. */
  readonly default: SettingValue | undefined;
  /** Whether it is a whole number, so that text from the environment is read as one. */
  readonly integer: boolean;
  /** Whether it is a path, in which `~` is the user's home and a relative one is made absolute. */
  readonly path: boolean;
  /** What a value must be, to follow "must be". */
  readonly expected: string;
  /** The value in its one spelling, or `undefined` when it is not what is expected. */
  readonly accept: (value: unknown) => SettingValue | undefined;
}

/** A row for a whole number within bounds. */
function integer(
  lowest: number,
  highest: number,
): Pick<Setting, "integer" | "path" | "accept"> {
  return {
    integer: true,
    path: false,
    accept: (value) =>
      Number.isSafeInteger(value) && (value as number) >= lowest && (value as number) <= highest
        ? value as number
        : undefined,
  };
}

/** A row for text that a function brings to its one spelling. */
function text(
  accept: (value: string) => string | undefined,
  path = false,
): Pick<Setting, "integer" | "path" | "accept"> {
  return {
    integer: false,
    path,
    accept: (value) => typeof value === "string" ? accept(value) : undefined,
  };
}

/** The origin of a registry's URL; `undefined` where the URL has what a model's name could not carry. */
function registryOrigin(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === "/" &&
    url.search + url.hash + url.username + url.password === "";
  return isPlain ? url.origin : undefined;
}

/** Every setting, in the order in which they are listed. */
export const SETTINGS: readonly Setting[] = [
  {
    key: "server.host",
    env: "HOLOGRAM_HOST",
    flag: "--host",
    description: "Address that the server listens on, and that commands speak to",
    default: "127.0.0.1",
    expected:
      "a host name or an IP address, with or without a port (127.0.0.1, example.com:11434, [::1]:11434)",
    // An address has been split by then: what comes here is a bare host.
    ...text((value) => value === "" ? undefined : value),
  },
  {
    key: "server.port",
    env: "HOLOGRAM_PORT",
    flag: "--port",
    description: "Port that the server listens on; 0 takes any free one",
    default: 11434,
    expected: "an integer from 0 to 65535",
    ...integer(0, 65535),
  },
  {
    key: "server.memory_budget_mb",
    env: "HOLOGRAM_MEMORY_BUDGET",
    flag: "--memory-budget",
    description: "Memory that loaded models may take together, in MB",
    default: 8192,
    expected: "a positive integer (MB)",
    ...integer(1, Number.MAX_SAFE_INTEGER),
  },
  {
    key: "server.idle_timeout_secs",
    env: "HOLOGRAM_IDLE_TIMEOUT",
    flag: "--idle-timeout",
    description: "Seconds after which an idle model is unloaded; 0 at once, -1 never",
    default: 300,
    expected: "an integer of 0 or more (seconds), or -1 for ever",
    ...integer(-1, Number.MAX_SAFE_INTEGER),
  },
  {
    key: "models.path",
    env: "HOLOGRAM_MODELS_PATH",
    flag: "--models-path",
    description: "Folder that holds the models",
    default: undefined,
    expected: "the path of a folder",
    ...text((value) => value === "" || value.includes("\0") ? undefined : value, true),
  },
  {
    key: "registry.default",
    env: "HOLOGRAM_REGISTRY",
    flag: "--registry",
    description: "Registry of a model whose name has no host",
    default: "https://registry.hologram.dev",
    expected: "an http or https URL of a host, without a path",
    ...text(registryOrigin),
  },
  {
    key: "logging.level",
    env: "HOLOGRAM_LOG_LEVEL",
    flag: "--log-level",
    description: `How much the log says: ${LOG_LEVELS.join(", ")}`,
    default: "info",
    expected: `one of ${LOG_LEVELS.join(", ")}`,
    ...text((value) => LOG_LEVELS.find((level) => level === value.toLowerCase())),
  },
];
