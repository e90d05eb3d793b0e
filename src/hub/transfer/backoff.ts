/** The first wait, in milliseconds. */
const FIRST_MS = 1000;

/** The longest wait that nobody asked for, in milliseconds. */
const LONGEST_MS = 60_000;

/**
 * Milliseconds to wait before a try: doubled each time, from a second to a minute, of which a random half is left out, so
 * that those who failed together do not come back together.
 *
 * @param failures How many tries failed, at least 1.
 */
export function backoffMs(failures: number, random: () => number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
  return whole * (1 - random() / 2);
}

/**
 * Milliseconds that a `Retry-After` asks to wait: seconds or a date (RFC 9110, 10.2.3); `undefined` where it is absent or
 * neither.
 */
export function retryAfterMs(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
