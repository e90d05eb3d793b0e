import { formatFloat } from "./format_number.ts";
import { goJson } from "./go_json.ts";
import { quoteGo } from "./quote_go.ts";
import { GoList, GoMap, GoStruct, type GoValue, typeName } from "./values.ts";

/** Flags, width and precision of a verb of `printf`. */
export interface Format {
  /** `%+d`: a sign before positive numbers, field names in structs. */
  plus: boolean;
  /** `%-5s`: fills on the right. */
  minus: boolean;
  /** `% d`: a space where a sign would stand. */
  space: boolean;
  /** `%05d`: fills numbers with zeros. */
  zero: boolean;
  /** Characters to fill up to. */
  width: number;
  /** Digits after the point, or characters of a string; -1 where not given. */
  precision: number;
}

/** What `%v` stands for. */
export const PLAIN: Format = {
  plus: false,
  minus: false,
  space: false,
  zero: false,
  width: 0,
  precision: -1,
};

/**
 * A value as Go's `fmt` prints it for a verb: `v`, `s`, `q`, `d`, `t`, `f`, `e`, `g`, `x`, `X`, `o`, `b` or `c`. Types
 * with a `String` method print as that says; a verb that does not fit is shown as `%!d(string=text)`.
 *
 * @throws {RangeError} for hexadecimal and binary floats and quoted characters, which are not supported.
 */
export function formatValue(value: GoValue, verb: string, format: Format, nested = false): string {
  const text = "vsqxX".includes(verb) ? textOf(value) : undefined;
  if (text !== undefined) return formatString(text, verb, format);
  switch (typeof value) {
    case "string":
      return "vsqxX".includes(verb)
        ? formatString(value, verb, format)
        : misfit(value, verb, format);
    case "boolean":
      return "vt".includes(verb) ? pad(String(value), format) : misfit(value, verb, format);
    case "bigint":
      return formatInteger(value, verb, withoutPlus(format, verb)) ?? misfit(value, verb, format);
    case "number": {
      if (!"vfeg".includes(verb)) return misfit(value, verb, format);
      const precision = verb === "v" || verb === "g" || format.precision >= 0
        ? format.precision
        : 6;
      const kind = verb === "v" ? "g" : verb as "f" | "e" | "g";
      return signed(formatFloat(value, kind, precision), withoutPlus(format, verb));
    }
  }
  if (value === null || value === undefined) {
    if (nested) return "<nil>";
    return verb === "v" ? pad("<nil>", format) : `%!${verb}(<nil>)`;
  }
  const inner = (entry: GoValue) => formatValue(entry, verb, format, true);
  if (value instanceof GoStruct) {
    const fields = [...value.fields].map(([name, field]) =>
      (format.plus && verb === "v" ? `${name}:` : "") + inner(field.value)
    );
    return `{${fields.join(" ")}}`;
  }
  if (value instanceof GoMap) {
    return `map[${[...value.entries].map(([k, v]) => `${inner(k)}:${inner(v)}`).join(" ")}]`;
  }
  return `[${value.items.map(inner).join(" ")}]`;
}

/** What a type's `String` method gives, for types that have one. */
function textOf(value: GoValue): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (value.traits.printsJson) return goJson(value);
  if (!(value instanceof GoList) || !value.traits.joins) return undefined;
  return value.items.length > 1 ? `[${value.items.join(" ")}]` : String(value.items[0] ?? "");
}

function formatString(text: string, verb: string, format: Format): string {
  const { precision } = format;
  const cut = precision < 0 ? text : [...text].slice(0, precision).join("");
  if (verb === "q") return pad(quoteGo(cut), format);
  if (verb !== "x" && verb !== "X") return pad(cut, format);
  const bytes = [...new TextEncoder().encode(text)];
  const hex = (precision < 0 ? bytes : bytes.slice(0, precision))
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return pad(verb === "X" ? hex.toUpperCase() : hex, format);
}

const RADIX: Record<string, number> = { v: 10, d: 10, x: 16, X: 16, o: 8, b: 2 };

function formatInteger(value: bigint, verb: string, format: Format): string | undefined {
  if (verb === "c") {
    const code = Number(value);
    const isCharacter = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000);
    return pad(isCharacter ? String.fromCodePoint(code) : "\ufffd", format);
  }
  const radix = RADIX[verb];
  if (radix === undefined) return undefined;
  let digits = (value < 0n ? -value : value).toString(radix);
  if (verb === "X") digits = digits.toUpperCase();
  if (format.precision >= 0) {
    digits = format.precision === 0 && value === 0n ? "" : digits.padStart(format.precision, "0");
  }
  const zero = format.zero && format.precision < 0;
  return signed(value < 0n ? `-${digits}` : digits, { ...format, zero });
}

/** Adds the sign of `%+d` and `% d`, and fills up to the width. */
function signed(text: string, format: Format): string {
  const sign = /^[+-]/.exec(text)?.[0] ?? "";
  const digits = text.slice(sign.length);
  // Infinity carries its sign always.
  const shown = sign === "+" && !format.plus
    ? sign
    : sign || (format.plus ? "+" : format.space ? " " : "");
  if (!format.zero || format.minus || /^[NI]/.test(digits)) return pad(shown + digits, format);
  return shown + digits.padStart(format.width - shown.length, "0");
}

function pad(text: string, { width, minus }: Format): string {
  const missing = width > 0 ? width - [...text].length : 0;
  if (missing <= 0) return text;
  return minus ? text + " ".repeat(missing) : " ".repeat(missing) + text;
}

/** The plus of `%+v` is about the names of fields, not about signs. */
function withoutPlus(format: Format, verb: string): Format {
  return verb === "v" ? { ...format, plus: false } : format;
}

function misfit(value: GoValue, verb: string, format: Format): string {
  const unsupported = typeof value === "number" ? "xXb" : typeof value === "bigint" ? "q" : "";
  if (unsupported.includes(verb)) {
    throw new RangeError(`%${verb} is not supported for ${typeName(value)}`);
  }
  return `%!${verb}(${typeName(value)}=${formatValue(value, "v", format)})`;
}
