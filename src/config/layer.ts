import { HologramError } from "../base/mod.ts";
import { type Setting, type SettingKey, SETTINGS, type SettingValue } from "./settings.ts";
import { splitAddress } from "./split_address.ts";

/** A value as some source gives it, not yet checked. */
export interface RawValue {
  /** The setting that it is for. */
  setting: Setting;
  /** The value as it was found. */
  value: unknown;
  /** How an error names it: `Cannot read /x/config.toml: line 3: server.port`. */
  subject: string;
  /** How a listing names its source: a path, a variable, a flag. */
  origin: string;
}

/** A checked value and where it comes from. */
export interface LayerValue {
  /** The value. */
  value: SettingValue;
  /** Its source, as a listing names it. */
  origin: string;
}

/** What a layer has values for: the settings, and what else an address says. */
export type LayerKey = SettingKey | "server.scheme" | "server.path";

/** One layer of the configuration: what one kind of source says. */
export type Layer = Map<LayerKey, LayerValue>;

/**
 * Checks what one source says.
 *
 * @throws {HologramError} `usage`, naming the first value that is not what its setting expects, or an address whose
 * port is not the port that the same source gives.
 */
export function checkLayer(raws: readonly RawValue[]): Layer {
  const layer: Layer = new Map();
  for (const raw of raws) {
    for (const [key, value] of acceptedValues(raw)) {
      const other = layer.get(key);
      if (other !== undefined && other.value !== value) {
        throw conflict(raw, key, [other.value, value]);
      }
      layer.set(key, { value, origin: raw.origin });
    }
  }
  return layer;
}

function conflict(
  { subject }: RawValue,
  key: LayerKey,
  values: readonly SettingValue[],
): HologramError {
  if (key === "server.socket" && values.includes("")) {
    return new HologramError(`${subject} conflicts: a host and a socket are both given`, {
      kind: "usage",
      hint: "Give the one that the server listens on",
    });
  }
  const hint = key === "server.port"
    ? "Give the port once, in the host or by itself"
    : key === "server.idle_timeout_secs"
    ? "Give the idle timeout once, in seconds or as keep_alive"
    : undefined;
  return new HologramError(
    `${subject} conflicts: ${key} is given twice, as ${values[0]} and as ${values[1]}`,
    { kind: "usage", hint },
  );
}

/** What a value sets: one setting, or several where an address carries more than a host. */
function acceptedValues(raw: RawValue): [LayerKey, SettingValue][] {
  const { setting, value } = raw;
  if (setting.key === "server.host") {
    const address = typeof value === "string" ? splitAddress(value) : undefined;
    if (address === undefined) throw wrongValue(raw);
    const { scheme = "", host, port, path = "", socket = "" } = address;
    // A host also takes back what an address of a lower rank says.
    const values: [LayerKey, SettingValue][] = [
      ["server.scheme", scheme],
      ["server.path", path],
      ["server.socket", socket],
    ];
    if (host !== undefined) values.push(["server.host", host]);
    if (port !== undefined) values.push(["server.port", port]);
    return values;
  }
  const accepted = setting.accept(value);
  if (accepted === undefined) throw wrongValue(raw);
  return [[setting.alias ?? setting.key, accepted]];
}

function wrongValue({ setting, value, subject }: RawValue): HologramError {
  if (setting.secret) {
    return new HologramError(`${subject} must be ${setting.expected}`, { kind: "usage" });
  }
  const shown = typeof value === "number" ? String(value) : JSON.stringify(value) ?? String(value);
  const short = shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
  return new HologramError(`${subject} must be ${setting.expected}, got ${short}`, {
    kind: "usage",
  });
}

/** Text from outside as the type that a setting takes; text that is no whole number stays text and is refused later. */
function fromText(setting: Setting, value: unknown): unknown {
  const isNumber = setting.integer && typeof value === "string" && /^\s*[+-]?\d+\s*$/.test(value);
  return isNumber ? Number(value) : value;
}

/** The values that environment variables give. An empty variable counts as unset. */
export function environmentValues(env: (name: string) => string | undefined): RawValue[] {
  return SETTINGS.flatMap((setting) => {
    const value = readVariable(env, setting.env);
    if (value === undefined) return [];
    const subject = `Cannot read the environment: ${setting.env}`;
    return [{ setting, value: fromText(setting, value), subject, origin: setting.env }];
  });
}

/** The values that command-line flags give; `undefined` counts as absent. */
export function flagValues(flags: Readonly<Partial<Record<SettingKey, unknown>>>): RawValue[] {
  return SETTINGS.flatMap((setting) => {
    const value = flags[setting.key];
    if (value === undefined) return [];
    const flag = setting.flag ?? setting.key;
    const subject = `Cannot read the command line: ${flag}`;
    return [{ setting, value: fromText(setting, value), subject, origin: flag }];
  });
}

/**
 * An environment variable without the spaces around it, then without the quotes around that, as Ollama reads its own;
 * `undefined` when nothing is left.
 */
export function readVariable(
  env: (name: string) => string | undefined,
  name: string,
): string | undefined {
  const value = env(name)?.trim().replace(/^["']+|["']+$/g, "");
  return value === "" ? undefined : value;
}
