import { LOG_LEVELS } from "../base/mod.ts";
import { duration, flag, integer, list, path, text } from "./accept.ts";

/** The full name of a setting: its table in the file, a dot, its key. */
export type SettingKey =
  | "server.host"
  | "server.port"
  | "server.memory_budget_mb"
  | "server.idle_timeout_secs"
  | "server.keep_alive"
  | "server.load_timeout"
  | "server.max_queue"
  | "server.max_loaded_models"
  | "server.context_length"
  | "server.preload"
  | "server.max_body_mb"
  | "server.shutdown_grace"
  | "server.socket"
  | "server.origins"
  | "server.api_key"
  | "server.allow_unauthenticated"
  | "server.tls_cert"
  | "server.tls_key"
  | "models.path"
  | "models.noprune"
  | "chat.nohistory"
  | "registry.default"
  | "logging.level";

/** What a setting may hold. */
export type SettingValue = string | number | boolean | readonly string[];

/** One setting. The table {@linkcode SETTINGS} of them is all that reading, checking and listing know. */
export interface Setting {
  /** Its full name, `server.port`. */
  readonly key: SettingKey;
  /** The environment variable that sets it. */
  readonly env: string;
  /** The command-line flag that sets it, on the commands that have it; a secret has none. */
  readonly flag?: string;
  /** What it is for, one phrase. */
  readonly description: string;
  /** What holds when nobody says. `undefined` where it depends on the home folder. */
  readonly default: SettingValue | undefined;
  /** Whether it is a whole number, so that text from the environment is read as one. */
  readonly integer: boolean;
  /** Whether it is a path, in which `~` is the user's home and a relative one is made absolute. */
  readonly path: boolean;
  /** Whether it is secret, so that no listing and no error shows it. */
  readonly secret?: true;
  /** The setting that it is another spelling of, and sets; it has no value of its own and is not listed. */
  readonly alias?: SettingKey;
  /** What a value must be, to follow "must be". */
  readonly expected: string;
  /** The value in its one spelling, or `undefined` when it is not what is expected. */
  readonly accept: (value: unknown) => SettingValue | undefined;
}

/** The origin of a registry's URL; `undefined` where the URL has what a model's name could not carry. */
function registryOrigin(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === "/" &&
    url.search + url.hash + url.username + url.password === "";
  return isPlain ? url.origin : undefined;
}

/** An origin of the web, in which `*` stands for anything: `https://example.com`, `http://*.example.com:*`, `app://*`. */
const ORIGIN = /^(?:\*|[a-z*][\w.+*-]*:\/\/[^\s/?#,]+)$/i;
/** What may stand in an HTTP header as one word. */
const KEY = /^[\x21-\x7e]+$/;

/** Every setting, in the order in which they are listed. */
export const SETTINGS: readonly Setting[] = [
  {
    key: "server.host",
    env: "HOLOGRAM_HOST",
    flag: "--host",
    description: "Address that the server listens on, and that commands speak to",
    default: "127.0.0.1",
    expected:
      "a host name or an IP address, with or without a port (127.0.0.1, example.com:11434, [::1]:11434), a URL, or unix:// and the path of a socket",
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
    key: "server.keep_alive",
    env: "HOLOGRAM_KEEP_ALIVE",
    flag: "--keep-alive",
    description: "The idle timeout as a duration",
    default: undefined,
    alias: "server.idle_timeout_secs",
    expected: 'a duration ("5m", "1h30m"), a number of seconds, or a negative one for ever',
    ...duration({ endless: true }),
  },
  {
    key: "server.load_timeout",
    env: "HOLOGRAM_LOAD_TIMEOUT",
    flag: "--load-timeout",
    description: "Seconds that loading a model may take; -1 any time",
    default: 300,
    expected: 'a duration ("5m", "1h30m"), a number of seconds, or 0 or a negative one for ever',
    ...duration({ endless: true, zero: -1 }),
  },
  {
    key: "server.max_queue",
    env: "HOLOGRAM_MAX_QUEUE",
    flag: "--max-queue",
    description: "Requests that may wait for one model, or for a model to be loaded",
    default: 512,
    expected: "an integer of 0 or more",
    ...integer(0, Number.MAX_SAFE_INTEGER),
  },
  {
    key: "server.max_loaded_models",
    env: "HOLOGRAM_MAX_LOADED_MODELS",
    flag: "--max-loaded-models",
    description: "Models that may be loaded at a time; 0 as many as the memory takes",
    default: 0,
    expected: "an integer of 0 or more",
    ...integer(0, Number.MAX_SAFE_INTEGER),
  },
  {
    key: "server.context_length",
    env: "HOLOGRAM_CONTEXT_LENGTH",
    flag: "--context-length",
    description:
      "Tokens of context, where a request and its model do not say; 0 what the model has",
    default: 0,
    expected: "an integer of 0 or more (tokens)",
    ...integer(0, 2 ** 31 - 1),
  },
  {
    key: "server.preload",
    env: "HOLOGRAM_PRELOAD",
    flag: "--preload",
    description: "Models that the server loads when it starts",
    default: [],
    expected: "a list of names of models",
    ...list((name) => /^\S+$/.test(name) ? name : undefined),
  },
  {
    key: "server.max_body_mb",
    env: "HOLOGRAM_MAX_BODY",
    flag: "--max-body",
    description: "Size that the body of a request may have, in MB; uploads of blobs may be of any",
    default: 256,
    expected: "a positive integer (MB)",
    ...integer(1, 2 ** 31 - 1),
  },
  {
    key: "server.shutdown_grace",
    env: "HOLOGRAM_SHUTDOWN_GRACE",
    flag: "--shutdown-grace",
    description: "Seconds that open requests have to end when the server stops",
    default: 5,
    expected: 'a duration ("5s", "1m") or a number of seconds',
    ...duration({ endless: false }),
  },
  {
    key: "server.socket",
    env: "HOLOGRAM_SOCKET",
    flag: "--socket",
    description:
      "Path of a Unix socket to listen on, and that commands speak to, instead of a port",
    default: "",
    expected: "the path of a Unix socket",
    ...path(),
  },
  {
    key: "server.origins",
    env: "HOLOGRAM_ORIGINS",
    flag: "--origins",
    description:
      "Origins whose pages may use the API, besides this machine's; * stands for anything",
    default: [],
    expected: "a list of origins (https://example.com, http://*.example.com:*, or *)",
    ...list((origin) => ORIGIN.test(origin) ? origin.toLowerCase() : undefined),
  },
  {
    key: "server.api_key",
    env: "HOLOGRAM_API_KEY",
    description: "Key that requests must bring, and that commands send",
    default: "",
    secret: true,
    expected: "printable characters without spaces",
    ...text((value) => KEY.test(value) ? value : undefined),
  },
  {
    key: "server.allow_unauthenticated",
    env: "HOLOGRAM_ALLOW_UNAUTHENTICATED",
    flag: "--allow-unauthenticated",
    description: "Whether other machines may use a server that has no key",
    default: false,
    expected: "true or false",
    ...flag(),
  },
  {
    key: "server.tls_cert",
    env: "HOLOGRAM_TLS_CERT",
    flag: "--tls-cert",
    description: "PEM file of the certificate for HTTPS; commands trust it",
    default: "",
    expected: "the path of a file",
    ...path(),
  },
  {
    key: "server.tls_key",
    env: "HOLOGRAM_TLS_KEY",
    flag: "--tls-key",
    description: "PEM file of the certificate's private key",
    default: "",
    expected: "the path of a file",
    ...path(),
  },
  {
    key: "models.path",
    env: "HOLOGRAM_MODELS_PATH",
    flag: "--models-path",
    description: "Folder that holds the models",
    default: undefined,
    expected: "the path of a folder",
    ...path(),
  },
  {
    key: "models.noprune",
    env: "HOLOGRAM_NOPRUNE",
    flag: "--noprune",
    description: "Whether blobs that no model uses stay on the disk",
    default: false,
    expected: "true or false",
    ...flag(),
  },
  {
    key: "chat.nohistory",
    env: "HOLOGRAM_NOHISTORY",
    flag: "--nohistory",
    description: "Whether what is typed in a chat is forgotten when it ends",
    default: false,
    expected: "true or false",
    ...flag(),
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
