/**
 * A number as Go's `%g` writes it, and with it Ollama's metadata: the shortest text that means the same, with an exponent
 * of two digits or more from a million on and below a ten-thousandth: `8e+09`, `1000`, `1.5e-07`.
 */
export function goNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const [mantissa, exponent] = value.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
