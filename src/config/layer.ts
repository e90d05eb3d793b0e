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

/** One layer of the configuration: what one kind of source says. */
export type Layer = Map<SettingKey, LayerValue>;

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
        throw new HologramError(
          `${raw.subject} conflicts: ${key} is given twice, as ${other.value} and as ${value}`,
          { kind: "usage", hint: "Give the port once, in the host or by itself" },
        );
      }
      layer.set(key, { value, origin: raw.origin });
    }
  }
  return layer;
}

/** What a value sets: one setting, or two where an address carries a port. */
function acceptedValues(raw: RawValue): [SettingKey, SettingValue][] {
  const { setting, value } = raw;
  if (setting.key === "server.host") {
    const address = typeof value === "string" ? splitAddress(value) : undefined;
    if (address === undefined) throw wrongValue(raw);
    const values: [SettingKey, SettingValue][] = [];
    if (address.host !== undefined) values.push(["server.host", address.host]);
    if (address.port !== undefined) values.push(["server.port", address.port]);
    return values;
  }
  const accepted = setting.accept(value);
  if (accepted === undefined) throw wrongValue(raw);
  return [[setting.key, accepted]];
}

function wrongValue({ setting, value, subject }: RawValue): HologramError {
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
    const subject = `Cannot read the command line: ${setting.flag}`;
    return [{ setting, value: fromText(setting, value), subject, origin: setting.flag }];
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
