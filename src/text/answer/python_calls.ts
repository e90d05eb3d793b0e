import type { ToolCall, ToolTable } from "./tool_call.ts";

/**
 * The calls that Python text makes: `f(a=1)`, one a line or with `;` between, each also as `x = f(a=1)` or
 * `print(f(a=1))`, or a list `[f(a=1), g()]`. Arguments are literals (`None`, `True`, numbers, strings, lists, tuples,
 * dictionaries), integers exact; those without a name take the names of the declared parameters in their order.
 * `undefined` when anything else stands there, or a function that is not declared.
 */
export function pythonCalls(text: string, tools: ToolTable): ToolCall[] | undefined {
  try {
    return new PythonReader(text, tools).calls();
  } catch (error) {
    if (error instanceof NoCall) return undefined;
    throw error;
  }
}

/** Text that is no call of a declared function with literal arguments. */
class NoCall extends Error {}

const NAME = /[\p{L}_][\p{L}\p{N}_.-]*/uy;
const NUMBER = /[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d+)(?:[eE][-+]?\d+)?/y;
const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["True", true],
  ["true", true],
  ["False", false],
  ["false", false],
  ["None", null],
  ["null", null],
]);
const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  a: "\x07",
  "0": "\0",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
};
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const MAX_DEPTH = 512;

class PythonReader {
  #at = 0;

  constructor(private readonly text: string, private readonly tools: ToolTable) {}

  calls(): ToolCall[] {
    if (this.#takes("[")) {
      const calls = this.#list("]", () => this.#call());
      return this.#atEnd() ? some(calls) : refuse();
    }
    const calls: ToolCall[] = [];
    while (!this.#atEnd()) {
      calls.push(this.#statement());
      while (this.#takes(";"));
    }
    return some(calls);
  }

  #statement(): ToolCall {
    const start = this.#at;
    const name = this.#name();
    if (this.#takes("=")) return this.#call();
    if (name === "print" && !this.tools.has(name) && this.#takes("(")) {
      const call = this.#call();
      return this.#takes(")") ? call : refuse();
    }
    this.#at = start;
    return this.#call();
  }

  #call(): ToolCall {
    const written = this.#name();
    const name = this.tools.has(written) ? written : written.replace(/\.call$/, "");
    const tool = this.tools.get(name);
    if (!tool || !this.#takes("(")) refuse();
    const properties = tool.parameters?.properties;
    const names = Object.keys(typeof properties === "object" && properties ? properties : {});
    const entries = this.#list(")", () => this.#argument(names));
    return { name, arguments: Object.fromEntries(entries) };
  }

  /** An argument with its name, or with the next name that is left. */
  #argument(names: string[]): [string, unknown] {
    const start = this.#at;
    NAME.lastIndex = this.#skipSpace();
    const name = NAME.exec(this.text)?.[0];
    if (name !== undefined) {
      this.#at = NAME.lastIndex;
      if (this.#takes("=")) return [name, this.#value(0)];
      this.#at = start;
    }
    return [names.shift() ?? refuse(), this.#value(0)];
  }

  #value(depth: number): unknown {
    if (depth > MAX_DEPTH) refuse();
    const character = this.text[this.#skipSpace()];
    if (character === '"' || character === "'") return this.#string();
    if (this.#takes("[")) return this.#list("]", () => this.#value(depth + 1));
    if (this.#takes("(")) return this.#list(")", () => this.#value(depth + 1));
    if (this.#takes("{")) return Object.fromEntries(this.#list("}", () => this.#entry(depth)));
    NUMBER.lastIndex = this.#at;
    const number = NUMBER.exec(this.text)?.[0];
    if (number === undefined) return this.#constant();
    this.#at = NUMBER.lastIndex;
    return exactNumber(number.replaceAll("_", "")) ?? refuse();
  }

  #constant(): unknown {
    const word = this.#name();
    return CONSTANTS.has(word) ? CONSTANTS.get(word) : refuse();
  }

  #entry(depth: number): [string, unknown] {
    const key = this.#value(depth + 1);
    if (typeof key !== "string" || !this.#takes(":")) refuse();
    return [key, this.#value(depth + 1)];
  }

  #list<T>(close: string, item: () => T): T[] {
    const items: T[] = [];
    while (!this.#takes(close)) {
      items.push(item());
      if (this.#takes(",")) continue;
      if (!this.#takes(close)) refuse();
      break;
    }
    return items;
  }

  #string(): string {
    const quote = this.text[this.#at]!;
    const triple = quote.repeat(3);
    const mark = this.text.startsWith(triple, this.#at) ? triple : quote;
    this.#at += mark.length;
    let value = "";
    while (!this.text.startsWith(mark, this.#at)) {
      const character = this.text[this.#at++];
      if (character === undefined) refuse();
      value += character === "\\" ? this.#escape() : character;
    }
    this.#at += mark.length;
    return value;
  }

  #escape(): string {
    const character = this.text[this.#at++];
    if (character === undefined) refuse();
    const simple = ESCAPES[character];
    if (simple !== undefined) return simple;
    const length = HEX_DIGITS[character];
    if (length === undefined) return "\\" + character; // as Python reads it
    const digits = this.text.slice(this.#at, this.#at + length);
    const code = parseInt(digits, 16);
    if (!/^[0-9a-fA-F]+$/.test(digits) || digits.length < length || code > 0x10ffff) refuse();
    this.#at += length;
    return String.fromCodePoint(code);
  }

  #name(): string {
    NAME.lastIndex = this.#skipSpace();
    const name = NAME.exec(this.text)?.[0] ?? refuse();
    this.#at += name.length;
    return name;
  }

  #takes(character: string): boolean {
    if (this.text[this.#skipSpace()] !== character) return false;
    this.#at++;
    return true;
  }

  #atEnd(): boolean {
    return this.#skipSpace() === this.text.length;
  }

  #skipSpace(): number {
    while (/\s/.test(this.text[this.#at] ?? "")) this.#at++;
    return this.#at;
  }
}

/** The value of a decimal number, a big integer where a double would round it; `undefined` beyond a double's range. */
export function exactNumber(text: string): number | bigint | undefined {
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  const isInteger = /^[-+]?\d+$/.test(text);
  return isInteger && !Number.isSafeInteger(value) ? BigInt(text) : value;
}

function some<T>(items: T[]): T[] {
  return items.length > 0 ? items : refuse();
}

function refuse(): never {
  throw new NoCall();
}
