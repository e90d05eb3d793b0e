import { HologramError } from "../base/mod.ts";

/**
 * An option as it is written on the command line, `temperature=0` or `stop=END`: its key, and its value as a number,
 * a boolean or text.
 *
 * @throws {HologramError} `usage` when there is no `=`.
 */
export function parseOption(text: string): [key: string, value: unknown] {
  const at = text.indexOf("=");
  if (at < 1) {
    throw new HologramError(`An option is written key=value, got "${text}"`, { kind: "usage" });
  }
  const key = text.slice(0, at);
  const value = text.slice(at + 1);
  if (key === "stop") return [key, [value]];
  if (value === "true" || value === "false") return [key, value === "true"];
  const number = Number(value);
  return [key, value.trim() !== "" && !Number.isNaN(number) ? number : value];
}
