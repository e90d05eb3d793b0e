import { HologramError } from "../base/mod.ts";

/** The value of a model's parameter. */
export type ParameterValue = boolean | number | string[];

type ParameterType = "bool" | "float" | "int" | "strings";

/** Ollama's parameters and their types. */
const TYPES: ReadonlyMap<string, ParameterType> = new Map<string, ParameterType>([
  ["num_keep", "int"],
  ["seed", "int"],
  ["num_predict", "int"],
  ["top_k", "int"],
  ["top_p", "float"],
  ["min_p", "float"],
  ["typical_p", "float"],
  ["repeat_last_n", "int"],
  ["temperature", "float"],
  ["repeat_penalty", "float"],
  ["presence_penalty", "float"],
  ["frequency_penalty", "float"],
  ["stop", "strings"],
  ["num_ctx", "int"],
  ["num_batch", "int"],
  ["num_gpu", "int"],
  ["main_gpu", "int"],
  ["use_mmap", "bool"],
  ["num_thread", "int"],
  ["draft_num_predict", "int"],
]);

const EXPECTED: Readonly<Record<Exclude<ParameterType, "strings">, string>> = {
  bool: "true or false",
  float: "a number",
  int: "a whole number",
};

/**
 * Reads what `PARAMETER` or `/set parameter` gives a parameter. Only one that is a list of strings takes several texts.
 *
 * @throws {HologramError} `invalid`: `unknown parameter 'x'`, or `invalid int value [x]` (`float`, `bool`).
 */
export function parseParameter(name: string, texts: readonly string[]): ParameterValue {
  const type = TYPES.get(name);
  if (type === undefined) {
    throw new HologramError(`unknown parameter '${name}'`, {
      kind: "invalid",
      hint: `The parameters are ${[...TYPES.keys()].join(", ")}`,
    });
  }
  if (type === "strings") return [...texts];
  const value = texts.length === 1 ? read(type, texts[0]!) : undefined;
  if (value !== undefined) return value;
  throw new HologramError(`invalid ${type} value [${texts.join(" ")}]`, {
    kind: "invalid",
    hint: `The parameter ${name} is ${EXPECTED[type]}`,
  });
}

function read(type: Exclude<ParameterType, "strings">, text: string): ParameterValue | undefined {
  if (type === "bool") return readBool(text);
  const pattern = type === "int" ? /^[+-]?\d+$/ : /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
  if (!pattern.test(text)) return undefined;
  const value = Number(text) + 0; // Adding 0 makes 0 of -0.
  const fits = type === "int" ? Number.isSafeInteger(value) : Number.isFinite(Math.fround(value));
  return fits ? value : undefined;
}

/** The words of Go's strconv.ParseBool. */
function readBool(text: string): boolean | undefined {
  if (["1", "t", "T", "TRUE", "true", "True"].includes(text)) return true;
  return ["0", "f", "F", "FALSE", "false", "False"].includes(text) ? false : undefined;
}
