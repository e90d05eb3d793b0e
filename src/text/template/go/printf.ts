import { formatValue, PLAIN } from "./format_value.ts";
import { type GoValue, isNil, typeName } from "./values.ts";

const VERB = /%([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+)?)?(\[\d+\])?([\s\S]|$)/gu;
const VERBS = "vsqdtfFegxXobc";
/** As wide as a verb may fill: Go's own limit. */
const MAX_WIDTH = 1_000_000;

/**
 * Formats values as Go's `fmt.Sprintf`: the verbs `%v %s %q %d %t %f %F %e %g %x %X %o %b %c %%` with the flags
 * `- + 0` and space, width and precision, `*` included. What does not fit shows as in Go: `%!d(string=a)`,
 * `%!s(MISSING)`, `%!(EXTRA int=1)`.
 *
 * @throws {RangeError} for a verb, a flag or an index (`%[1]d`) that is not supported, and for a width over a million.
 */
export function goPrintf(format: string, values: readonly GoValue[]): string {
  let used = 0;
  const star = (): number => {
    const value = values[used++];
    if (typeof value !== "bigint") throw new RangeError("a * in the format needs an integer");
    return Number(value);
  };
  const text = format.replace(
    VERB,
    (whole, flags: string, width?: string, precision?: string, index?: string, verb = "") => {
      if (verb === "%") return "%";
      if (verb === "") return "%!(NOVERB)";
      if (!VERBS.includes(verb) || flags.includes("#") || index !== undefined) {
        throw new RangeError(`the format ${JSON.stringify(whole)} is not supported`);
      }
      const wide = width === "*" ? star() : Number(width ?? 0);
      const dotted = whole.includes(".");
      const precise = precision === "*" ? star() : Number(precision ?? (dotted ? 0 : -1));
      if (Math.abs(wide) > MAX_WIDTH || precise > MAX_WIDTH) {
        throw new RangeError(`the format ${JSON.stringify(whole)} is wider than ${MAX_WIDTH}`);
      }
      if (used >= values.length) return `%!${verb}(MISSING)`;
      const minus = flags.includes("-") || wide < 0;
      return formatValue(values[used++], verb === "F" ? "f" : verb, {
        plus: flags.includes("+"),
        minus,
        space: flags.includes(" "),
        zero: flags.includes("0") && !minus,
        width: Math.abs(wide),
        precision: precise,
      });
    },
  );
  if (used >= values.length) return text;
  const extra = values.slice(used).map((value) =>
    isNil(value) ? "<nil>" : `${typeName(value)}=${goString(value)}`
  );
  return `${text}%!(EXTRA ${extra.join(", ")})`;
}

/** A value as `%v` prints it. */
export function goString(value: GoValue): string {
  return formatValue(value, "v", PLAIN);
}

/** Prints values as Go's `fmt.Sprint`: with a space between two that are no strings. */
export function goPrint(values: readonly GoValue[]): string {
  let text = "";
  values.forEach((value, i) => {
    const apart = i > 0 && typeof value !== "string" && typeof values[i - 1] !== "string";
    text += (apart ? " " : "") + goString(value);
  });
  return text;
}

/** Prints values as Go's `fmt.Sprintln`: with spaces between them and a line end behind. */
export function goPrintln(values: readonly GoValue[]): string {
  return values.map(goString).join(" ") + "\n";
}
