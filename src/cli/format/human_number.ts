const UNITS: readonly (readonly [name: string, size: number, digits: number])[] = [
  ["B", 1e9, 1],
  ["M", 1e6, 2],
  ["K", 1e3, 0],
];

/** A count of parameters as Ollama prints it: `999`, `125M`, `500.50M`, `2.8B`; whole numbers have no decimals. */
export function humanNumber(count: number): string {
  const unit = UNITS.find(([, size]) => count >= size);
  if (unit === undefined) return String(count);
  const [name, size, digits] = unit;
  const value = count / size;
  return value.toFixed(Number.isInteger(value) ? 0 : digits) + name;
}
