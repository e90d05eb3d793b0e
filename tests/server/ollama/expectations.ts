import assert from "node:assert/strict";
import type { OllamaCase } from "../../support/ollama_cases.ts";
import type { HttpAnswer } from "./http_request.ts";

/** What an answer says, as JSON; the lines of a stream as an array. */
export function jsonOf({ text, headers }: HttpAnswer): OllamaCase {
  if (headers["content-type"]?.includes("ndjson")) {
    return text.trimEnd().split("\n").map((line) => JSON.parse(line));
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Checks an answer against what a case expects, field by field; a field that is not known here fails. */
export function checkAnswer(expected: OllamaCase, answer: HttpAnswer): void {
  const body = jsonOf(answer);
  for (const [field, value] of Object.entries(expected) as [string, OllamaCase][]) {
    const check = CHECKS[field];
    if (check === undefined) throw new Error(`what is ${field}?`);
    check(value, answer, body);
  }
}

type Check = (value: OllamaCase, answer: HttpAnswer, body: OllamaCase) => void;

const CHECKS: Record<string, Check> = {
  status: (value, answer) => assert.equal(answer.status, value, answer.text),
  status_anyof: (value, answer) => assert.ok(value.includes(answer.status), answer.text),
  content_type: (value, answer) => {
    assert.ok(answer.headers["content-type"]?.startsWith(value), JSON.stringify(answer.headers));
  },
  text: (value, answer) => {
    assert.equal(answer.text, value.replace("Ollama is running", "Hologram is running"));
  },
  json: (value, _, body) => assert.deepEqual(body, value),
  json_anyof: (value, _, body) => {
    const texts = value.map((one: unknown) => JSON.stringify(one));
    assert.ok(texts.includes(JSON.stringify(body)), JSON.stringify(body));
  },
  json_contains: (value, _, body) => contains(lastOf(body), value, ""),
  json_types: (value, _, body) => {
    for (const [path, type] of Object.entries(value)) {
      const found = at(lastOf(body), path);
      if (String(type).endsWith("?") && found.every((one) => one === undefined)) continue;
      for (const one of found) ofType(one, String(type).replace(/\?$/, ""), path, lastOf(body));
    }
  },
  absent_keys: (value, _, body) => {
    const text = JSON.stringify(body);
    for (const key of value) assert.ok(!text.includes(`"${key}":`), `${key} in ${text}`);
  },
  error_contains: (value, _, body) => assert.ok(errorOf(body).includes(value), errorOf(body)),
  error_type: (value, _, body) => assert.equal(body.error.type, value),
  rows: (value, _, body) => assert.equal(body.embeddings.length, value),
  row_len: (value, _, body) => {
    for (const row of body.embeddings) assert.equal(row.length, value);
  },
  l2_norm: (value, _, body) => {
    for (const row of body.embeddings) {
      assert.ok(Math.abs(Math.hypot(...row) - value) < 1e-5, `norm ${Math.hypot(...row)}`);
    }
  },
  single_object: (_, answer) => assert.equal(answer.text.trimEnd().split("\n").length, 1),
  last_line_has: (value, _, body) => assert.ok(value in body.at(-1), JSON.stringify(body)),
  parameters_lines_sorted_ws_collapsed: (value, _, body) => {
    const lines = body.parameters.split("\n").map((line: string) => line.replace(/\s+/g, " "));
    assert.deepEqual(lines.sort(), value);
  },
  headers: (value, answer) => {
    for (const [name, text] of Object.entries(value)) assert.equal(answer.headers[name], text);
  },
  headers_present: (value, answer) => {
    for (const name of value) assert.ok(answer.headers[name] !== undefined, name);
  },
};

/** A streamed answer is looked at by its last line. */
function lastOf(body: OllamaCase): OllamaCase {
  return Array.isArray(body) ? body.at(-1) : body;
}

function errorOf(body: OllamaCase): string {
  const error = lastOf(body)?.error;
  return typeof error === "string" ? error : error?.message ?? "";
}

function contains(actual: OllamaCase, expected: OllamaCase, path: string): void {
  if (typeof expected !== "object" || expected === null) {
    assert.deepEqual(actual, expected, `${path}: ${JSON.stringify(actual)}`);
    return;
  }
  assert.ok(typeof actual === "object" && actual !== null, `${path}: ${JSON.stringify(actual)}`);
  if (Array.isArray(expected)) assert.ok(Array.isArray(actual) && actual.length >= expected.length);
  for (const [key, value] of Object.entries(expected)) {
    contains(actual[key], value, `${path}.${key}`);
  }
}

/** The values at a path such as `models[].details.format`. */
function at(body: OllamaCase, path: string): OllamaCase[] {
  let values = [body];
  for (const part of path.split(".")) {
    const [, name, index] = /^([^[]*)(?:\[(\d*)\])?$/.exec(part)!;
    values = values.map((value) => name === "" ? value : value?.[name!]);
    if (index === "") values = values.flatMap((value) => value ?? []);
    else if (index !== undefined) values = values.map((value) => value?.[Number(index)]);
  }
  return values;
}

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function ofType(value: OllamaCase, type: string, path: string, body: OllamaCase): void {
  const isInteger = Number.isInteger(value);
  const numbers = (row: unknown) => Array.isArray(row) && row.every((n) => typeof n === "number");
  const fits: Record<string, () => boolean> = {
    string: () => typeof value === "string",
    object: () => typeof value === "object" && value !== null && !Array.isArray(value),
    array: () => Array.isArray(value),
    int: () => isInteger,
    "int>0": () => isInteger && value > 0,
    // Figures of 0 are left out, as in Ollama.
    "int>=0": () => value === undefined || (isInteger && value >= 0),
    "int[]": () => Array.isArray(value) && value.length > 0 && value.every(Number.isInteger),
    "float[]": () => numbers(value),
    "float[][]": () => Array.isArray(value) && value.every(numbers),
    rfc3339: () => RFC3339.test(value),
    hex64: () => /^[0-9a-f]{64}$/.test(value),
    "array|null": () => value === null || Array.isArray(value),
    sum: () => value === body.usage.prompt_tokens + body.usage.completion_tokens,
    "base64 little-endian float32": () => base64Floats(value),
  };
  const fit = fits[type] ??
    (type.startsWith("^")
      ? () => new RegExp(type).test(value)
      : () => type.split("|").includes(String(value)));
  assert.ok(fit(), `${path} must be ${type}: ${JSON.stringify(value)?.slice(0, 200)}`);
}

function base64Floats(text: string): boolean {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return bytes.length % 4 === 0 && [...new Float32Array(bytes.buffer)].every(Number.isFinite);
}
