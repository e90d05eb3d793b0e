const UNITS = [
  { unit: "B", size: 1e9, digits: 1 },
  { unit: "M", size: 1e6, digits: 2 },
  { unit: "K", size: 1e3, digits: 0 },
] as const;

/** A count of parameters for people, as Ollama writes it: `999`, `656K`, `500.50M`, `2.8B`; whole numbers have no decimals. */
export function parameterSize(count: number): string {
  const scale = UNITS.find(({ size }) => count >= size);
  if (scale === undefined) return String(count);
  const number = count / scale.size;
  return number.toFixed(Number.isInteger(number) ? 0 : scale.digits) + scale.unit;
}
