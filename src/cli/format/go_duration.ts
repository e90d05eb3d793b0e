const UNITS: readonly (readonly [name: string, nanoseconds: number])[] = [
  ["µs", 1e3],
  ["ms", 1e6],
  ["s", 1e9],
];

/**
 * A length of time as Go writes it, and with it Ollama: `999ns`, `1.5µs`, `101.397084ms`, `1m1.5s`, `1h1m1.25s`.
 *
 * @param nanoseconds A whole number, 0 or more.
 */
export function goDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return "0s";
  if (nanoseconds < 1e3) return `${nanoseconds}ns`;
  if (nanoseconds < 60e9) {
    const [name, size] = UNITS.findLast(([, size]) => nanoseconds >= size)!;
    return decimal(nanoseconds, size) + name;
  }
  const minutes = Math.floor(nanoseconds / 60e9);
  const seconds = `${decimal(nanoseconds - minutes * 60e9, 1e9)}s`;
  if (minutes < 60) return `${minutes}m${seconds}`;
  return `${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}`;
}

/** A whole number over a power of ten, exactly, without zeros at the end. */
function decimal(value: number, size: number): string {
  const digits = String(size).length - 1;
  const whole = Math.floor(value / size);
  const fraction = String(value % size).padStart(digits, "0").replace(/0+$/, "");
  return fraction === "" ? String(whole) : `${whole}.${fraction}`;
}
