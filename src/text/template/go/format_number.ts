/** How a number is written: `%f`, `%e` or `%g` of Go. */
export type FloatVerb = "f" | "e" | "g";

/**
 * Writes a float as Go's `strconv.FormatFloat`: in full or with an exponent of at least two digits.
 *
 * A value halfway between two of a given precision is rounded away from zero, where Go takes the even digit.
 *
 * @param precision Digits after the point (`f`, `e`) or in all (`g`); -1 for as many as tell the value apart.
 */
export function formatFloat(value: number, verb: FloatVerb, precision: number): string {
  if (Number.isNaN(value)) return "NaN";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  if (size === Infinity) return sign === "" ? "+Inf" : "-Inf";
  if (verb === "f") return sign + fixed(size, precision);
  if (verb === "e") return sign + exponential(size, precision);
  const digits = precision === 0 ? 1 : precision;
  const [mantissa, exponent] = split(size, digits < 0 ? -1 : digits - 1);
  const significant = mantissa.replace(".", "").replace(/0+$/, "").length || 1;
  let limit = digits < 0 ? 6 : digits;
  if (digits > significant && significant > exponent) limit = significant;
  if (exponent < -4 || exponent >= limit) return sign + exponential(size, significant - 1);
  return sign + fixed(size, Math.max(0, significant - exponent - 1));
}

/** Mantissa and exponent of a positive number. */
function split(size: number, precision: number): [mantissa: string, exponent: number] {
  const text = precision < 0 ? size.toExponential() : size.toExponential(precision);
  const [mantissa, exponent] = text.split("e");
  return [mantissa!, Number(exponent)];
}

function exponential(size: number, precision: number): string {
  const [mantissa, exponent] = split(size, precision);
  const digits = String(Math.abs(exponent)).padStart(2, "0");
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${digits}`;
}

function fixed(size: number, precision: number): string {
  if (size < 1e21) {
    if (precision >= 0) return size.toFixed(precision);
    const [mantissa, exponent] = split(size, -1);
    return size.toFixed(Math.max(0, mantissa.replace(".", "").length - 1 - exponent));
  }
  const whole = BigInt(size).toString();
  return precision > 0 ? `${whole}.${"0".repeat(precision)}` : whole;
}
