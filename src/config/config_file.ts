import { errorMessage, HologramError } from "../base/mod.ts";
import { closest } from "./closest.ts";
import type { RawValue } from "./layer.ts";
import { SETTINGS } from "./settings.ts";
import { tomlLines, tomlPath } from "./toml_lines.ts";

const TABLES = [...new Set(SETTINGS.map(({ key }) => key.split(".")[0]!))];

/**
 * The values that a configuration file gives, with the line of each; none when there is no such file.
 *
 * @throws {HologramError} `usage` when the file cannot be read, is not TOML, or has a table or key that is not known.
 */
export async function configFileValues(
  path: string,
  readTextFile: (path: string) => string,
): Promise<RawValue[]> {
  let text: string;
  try {
    text = readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    const reason = errorMessage(error).split(" (os error")[0]!;
    throw new HologramError(`Cannot read ${path}: ${reason.toLowerCase()}`, {
      kind: "usage",
      cause: error,
    });
  }
  return readDocument(path, text, await parseToml(path, text));
}

/** Only a start with a configuration file pays for the parser. */
async function parseToml(path: string, text: string): Promise<Record<string, unknown>> {
  const { parse, TomlError } = await import("../deps/toml.ts");
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [summary = ""] = error.message.split("\n");
    const reason = summary.replace("Invalid TOML document: ", "");
    throw new HologramError(
      `Cannot read ${path}: line ${error.line}, column ${error.column}: ${reason}`,
      { kind: "usage", cause: error },
    );
  }
}

function readDocument(
  path: string,
  text: string,
  document: Record<string, unknown>,
): RawValue[] {
  const lines = tomlLines(text.replace(/^\uFEFF/, ""));
  const subject = (keys: string[]) => {
    const line = lines.get(tomlPath(keys));
    return `Cannot read ${path}: ${line === undefined ? "" : `line ${line}: `}`;
  };
  const unknown = (what: string, keys: string[], known: string[]) => {
    const near = closest(keys.join("."), known.concat(SETTINGS.map(({ key }) => key)));
    return new HologramError(
      `${subject(keys)}unknown ${what} ${keys.join(".")}, known are ${known.join(", ")}`,
      { kind: "usage", hint: near === undefined ? undefined : `Did you mean ${near}?` },
    );
  };

  const values: RawValue[] = [];
  for (const [table, content] of Object.entries(document)) {
    const isTable = typeof content === "object" && content !== null &&
      !Array.isArray(content) && !(content instanceof Date);
    if (!TABLES.includes(table)) throw unknown(isTable ? "table" : "key", [table], TABLES);
    if (!isTable) {
      throw new HologramError(`${subject([table])}${table} must be a table, [${table}]`, {
        kind: "usage",
      });
    }
    for (const [name, value] of Object.entries(content)) {
      const setting = SETTINGS.find(({ key }) => key === `${table}.${name}`);
      if (setting === undefined) {
        const known = SETTINGS.filter(({ key }) => key.startsWith(`${table}.`));
        throw unknown("key", [table, name], known.map(({ key }) => key));
      }
      values.push({
        setting,
        value,
        subject: subject([table, name]) + setting.key,
        origin: path,
      });
    }
  }
  return values;
}
