const UNITS = ["B", "KB", "MB", "GB", "TB"];

/** A number of bytes as Ollama prints it: base 1000, one decimal below ten unless whole, else cut to an integer. */
export function humanBytes(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const whole = value >= 10 || Number.isInteger(value);
  return `${whole ? Math.trunc(value) : value.toFixed(1)} ${UNITS[unit]}`;
}
