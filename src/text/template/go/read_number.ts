const INTEGER =
  /^([+-]?)(0[xX](?:_?[\da-fA-F])+|0[bB](?:_?[01])+|0[oO]?(?:_?[0-7])+|0|[1-9](?:_?\d)*)$/;
const FLOAT = /^[+-]?(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d+)?$/;

/**
 * The number that a literal of Go means: an integer of 64 bits as a `bigint`, a float as a `number`; `undefined` for
 * anything else, complex numbers and hexadecimal floats included.
 */
export function readNumber(text: string): bigint | number | undefined {
  const integer = INTEGER.exec(text);
  if (integer !== null) {
    const digits = integer[2]!.replaceAll("_", "").replace(/^0(?=[0-7])/, "0o");
    const value = integer[1] === "-" ? -BigInt(digits) : BigInt(digits);
    return value === BigInt.asIntN(64, value) ? value : undefined;
  }
  if (!FLOAT.test(text)) return undefined;
  const value = Number(text.replaceAll("_", ""));
  return Number.isFinite(value) ? value : undefined;
}
