const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};
const PARTS = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;

/**
 * A duration in seconds: a number of them, or text as Go writes durations (`"1h30m"`), where a whole number without a
 * unit is seconds too; negative as it stands. `undefined` for anything else.
 */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string") return undefined;
  if (/^[+-]?\d+$/.test(value)) return Number(value) || 0;
  const [, sign, parts] = PARTS.exec(value) ?? [];
  if (parts === undefined) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of parts.matchAll(PART)) seconds += Number(amount) * UNITS[unit!]!;
  return sign === "-" && seconds > 0 ? -seconds : seconds;
}
