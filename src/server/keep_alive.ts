import { HologramError } from "../base/mod.ts";
import * as z from "../deps/zod.ts";

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

/** The field `keep_alive` of a request, as it came. */
export const keepAliveField = z.union([z.number(), z.string()]).nullish();

/**
 * How long a model stays after a request: a number of seconds, or a duration as Go writes it (`"1h30m"`); negative
 * for ever.
 *
 * @returns Milliseconds, negative for ever; `undefined` when the request does not say.
 * @throws {HologramError} `invalid` when the text is no duration.
 */
export function parseKeepAlive(value: number | string | null | undefined): number | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "number") return value < 0 ? -1 : value * 1000;
  const text = value.trim();
  if (text === "0") return 0;
  const negative = text.startsWith("-");
  let milliseconds = 0;
  let at = /^[+-]/.test(text) ? 1 : 0;
  const start = at;
  while (at < text.length) {
    PART.lastIndex = at;
    const part = PART.exec(text);
    if (part === null) throw notDuration(value);
    milliseconds += Number(part[1]) * UNITS[part[2]!]!;
    at = PART.lastIndex;
  }
  if (at === start) throw notDuration(value);
  return negative && milliseconds > 0 ? -1 : milliseconds;
}

function notDuration(value: string): HologramError {
  return new HologramError(`keep_alive is no duration: "${value}"`, {
    kind: "invalid",
    hint: 'Write "5m", "1h30m", a number of seconds, or -1 for ever',
  });
}
