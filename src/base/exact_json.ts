import { HologramError } from "./hologram_error.ts";

// What JSON.parse may round or turn into an infinity: 16 digits where a number starts, exponents of 3 digits. Written
// so that V8 searches 10 MB in about 10 ms; what they catch without need (text inside strings) only costs the slower reader.
const LONG_NUMBER = /[\s,:[-]\d{16}/;
const LONG_EXPONENT = /[eE]\+?\d{3}/;
const STARTS_WITH_DIGIT = /^\d/;

/**
 * Reads JSON in which no number loses its value in silence. Integers outside ±(2^53 - 1) become big integers,
 * taken from their source text, and the bare literals `NaN`, `Infinity` and `-Infinity` are read as numbers.
 *
 * JSON has no words for these three and the Open Inference Protocol names none. Triton writes and reads the bare
 * literals (its server and C++ clients set rapidjson's NaN-and-infinity flags, its Python client uses
 * python-rapidjson), and so does Python's own `json`. The Python code of KServe and MLServer uses orjson, which writes
 * `null` for all three and refuses the literals on reading: values are lost there. So the
 * literals are what is read and written here; a `null` stays `null`, for the caller to refuse. A client
 * that reads strict JSON alone asks for binary outputs.
 *
 * @throws {HologramError} `invalid`, with the position, when the text is no JSON, has a number beyond the range of a
 * double, or needs more than `JSON.parse` and nests deeper than 512 levels.
 */
export function parseExactJson(text: string): unknown {
  if (![LONG_NUMBER, LONG_EXPONENT, STARTS_WITH_DIGIT].some((pattern) => pattern.test(text))) {
    try {
      return JSON.parse(text);
    } catch {
      // A bare literal or a mistake: the reader below takes the one and gives the position of the other.
    }
  }
  return new Reader(text).read();
}

/** As deep as a document may nest, so that reading it cannot exhaust the stack. */
const MAX_DEPTH = 512;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const INTEGER = /^-?\d+$/;
// deno-lint-ignore no-control-regex -- JSON forbids control characters in strings
const NOT_PLAIN = /[\\\u0000-\u001f]/;
const LITERALS: readonly (readonly [string, unknown])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
];

/** Reads one document from its first character to its last. */
class Reader {
  #at = 0;

  constructor(private readonly text: string) {}

  read(): unknown {
    const value = this.#value(0);
    if (this.#at < this.text.length) this.#fail("expected the end of the text");
    return value;
  }

  /** One value and the space around it. */
  #value(depth: number): unknown {
    if (depth > MAX_DEPTH) this.#fail(`expected at most ${MAX_DEPTH} levels of nesting`);
    this.#skipSpace();
    const value = this.#bareValue(depth);
    this.#skipSpace();
    return value;
  }

  #bareValue(depth: number): unknown {
    const first = this.text[this.#at];
    if (first === "[") return this.#array(depth);
    if (first === "{") return this.#object(depth);
    if (first === '"') return this.#string();
    NUMBER.lastIndex = this.#at;
    if (NUMBER.test(this.text)) return this.#number(this.text.slice(this.#at, NUMBER.lastIndex));
    const literal = LITERALS.find(([word]) => this.text.startsWith(word, this.#at));
    if (!literal) this.#fail("expected a value");
    this.#at += literal[0].length;
    return literal[1];
  }

  #number(source: string): number | bigint {
    const value = Number(source);
    if (!Number.isFinite(value)) this.#fail("expected a number within the range of a double");
    this.#at += source.length;
    if (Math.abs(value) <= Number.MAX_SAFE_INTEGER || !INTEGER.test(source)) return value;
    return BigInt(source);
  }

  #string(): string {
    const start = this.#at;
    let end = this.text.indexOf('"', start + 1);
    while (end !== -1 && this.#isEscaped(end)) end = this.text.indexOf('"', end + 1);
    if (end === -1) this.#fail("expected the end of a string that starts");
    const inside = this.text.slice(start + 1, end);
    let value = inside;
    if (NOT_PLAIN.test(inside)) {
      try {
        value = JSON.parse(`"${inside}"`);
      } catch {
        this.#fail("expected valid escapes and no control characters in the string");
      }
    }
    this.#at = end + 1;
    return value;
  }

  #isEscaped(quote: number): boolean {
    let slash = quote;
    while (this.text[slash - 1] === "\\") slash--;
    return (quote - slash) % 2 === 1;
  }

  #array(depth: number): unknown[] {
    const array: unknown[] = [];
    this.#at++;
    this.#skipSpace();
    if (this.#take("]")) return array;
    do array.push(this.#value(depth + 1)); while (this.#take(","));
    if (!this.#take("]")) this.#fail("expected ',' or ']'");
    return array;
  }

  #object(depth: number): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    this.#at++;
    this.#skipSpace();
    if (this.#take("}")) return object;
    do {
      this.#skipSpace();
      if (this.text[this.#at] !== '"') this.#fail("expected a name in double quotes");
      const name = this.#string();
      this.#skipSpace();
      if (!this.#take(":")) this.#fail("expected ':'");
      object[name] = this.#value(depth + 1); // even `__proto__`: Deno takes its setter away
    } while (this.#take(","));
    if (!this.#take("}")) this.#fail("expected ',' or '}'");
    return object;
  }

  #take(character: string): boolean {
    if (this.text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }

  #fail(expected: string): never {
    const before = this.text.slice(0, this.#at);
    const line = before.split("\n").length;
    const column = this.#at - before.lastIndexOf("\n");
    const character = this.text.codePointAt(this.#at);
    const got = character === undefined
      ? "the end of the text"
      : JSON.stringify(String.fromCodePoint(character));
    throw new HologramError(
      `Cannot read JSON: ${expected} at position ${this.#at} (line ${line}, column ${column}), got ${got}`,
      { kind: "invalid" },
    );
  }
}

/**
 * Writes a value as JSON that {@linkcode parseExactJson} reads back as it was: big integers as plain digits,
 * `NaN`, `Infinity` and `-Infinity` as bare literals (who reads these: see there), negative zero as `-0.0`, since
 * Python reads `-0` as an integer. Typed arrays become flat arrays; elements of a `Float32Array` or `Float16Array` are
 * the shortest decimals that round to the same element (0.1, not 0.10000000149011612), integers among them exact.
 * Numbers of 2^53 and more have an exponent, so that no reader takes them for exact integers. Properties that are
 * `undefined` are left out.
 *
 * @throws {HologramError} `invalid` when a value has no place in JSON (a function, a symbol, `undefined` in an array),
 * `too_large` when the text would be longer than a string can be.
 */
export function stringifyExactJson(value: unknown): string {
  try {
    return textOf(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new HologramError("Cannot write JSON: the value is too large or nests too deep", {
      kind: "too_large",
      cause: error,
    });
  }
}

function textOf(value: unknown): string {
  switch (typeof value) {
    case "string":
    case "boolean":
      return JSON.stringify(value);
    case "bigint":
      return value.toString();
    case "number":
      return doubleText(value);
    case "object":
      break;
    default:
      throw new HologramError(
        `Cannot write JSON: a value of type ${typeof value} has no JSON form`,
        {
          kind: "invalid",
        },
      );
  }
  if (value === null) return "null";
  if (Array.isArray(value)) return `[${Array.from(value, textOf).join(",")}]`;
  if (ArrayBuffer.isView(value)) return `[${elementsText(value)}]`;
  const properties = Object.entries(value).filter(([, property]) => property !== undefined);
  return `{${properties.map(([key, item]) => `${JSON.stringify(key)}:${textOf(item)}`).join(",")}}`;
}

function elementsText(view: ArrayBufferView): string {
  if (view instanceof Float32Array) return joined(view, float32Text);
  if (view instanceof Float16Array) return joined(view, float16Text);
  if (view instanceof Float64Array) return joined(view, doubleText);
  if (view instanceof DataView) {
    throw new HologramError("Cannot write JSON: a DataView has no JSON form", { kind: "invalid" });
  }
  return (view as Int32Array | BigInt64Array).join(","); // every integer prints as its digits
}

function joined(
  numbers: Float32Array | Float16Array | Float64Array,
  text: (value: number) => string,
): string {
  const parts = new Array<string>(numbers.length);
  for (let i = 0; i < parts.length; i++) parts[i] = text(numbers[i]!);
  return parts.join(",");
}

/** The shortest decimal of a double. */
function doubleText(value: number): string {
  if (Number.isSafeInteger(value)) return Object.is(value, -0) ? "-0.0" : String(value);
  return Math.abs(value) < 2 ** 53 || !Number.isFinite(value)
    ? String(value)
    : value.toExponential();
}

const float32Text = (value: number): string =>
  // 6 digits always survive in a normal float32, 9 always tell two apart.
  narrowText(value, Math.fround, Math.abs(value) < 2 ** -126 ? 1 : 6, 9);

const float16Text = (value: number): string =>
  narrowText(value, Math.f16round, Math.abs(value) < 2 ** -14 ? 1 : 3, 5);

const POWERS_OF_TEN = Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** The decimal with the fewest digits that `round` takes back to the value. */
function narrowText(
  value: number,
  round: (value: number) => number,
  fewest: number,
  most: number,
): string {
  if (Number.isSafeInteger(value) || !Number.isFinite(value)) return doubleText(value);
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  for (let digits = fewest; digits < most; digits++) {
    // Powers up to 10^22 are exact doubles, so that this quotient is the double nearest to the decimal.
    const power = POWERS_OF_TEN[digits - 1 - exponent];
    const candidate = power === undefined
      ? Number(value.toPrecision(digits))
      : Math.round(value * power) / power;
    if (round(candidate) === value) return doubleText(candidate);
  }
  return doubleText(Number(value.toPrecision(most)));
}
