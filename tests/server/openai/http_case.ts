import assert from "node:assert/strict";
import { zstdCompressSync } from "node:zlib";
import type { OllamaCase } from "../../support/ollama_cases.ts";

/** Sends the request of a case of the group `http_cases`. */
export async function sendCase(
  url: string,
  { method, path, json, raw, headers }: OllamaCase,
  model: string,
): Promise<Response> {
  const text = json === undefined ? raw : JSON.stringify(json).replaceAll("{MODEL}", model);
  const body = raw?.startsWith("<zstd body")
    ? new Uint8Array(zstdCompressSync(JSON.stringify({ input: "x".repeat(9 * 2 ** 20) })))
    : text;
  return await fetch(url + path, { method, body, headers });
}

/** Checks a response against what a case of the group `http_cases` expects. */
export async function checkCase(item: OllamaCase, response: Response): Promise<void> {
  const text = await response.text();
  const where = `${item.id}: ${text.slice(0, 300)}`;
  // The name of the program is ours.
  const expect = JSON.parse(JSON.stringify(item.expect).replaceAll("fp_ollama", "fp_hologram"));
  const { improve = {} } = expect;
  const status = typeof improve.status === "number" ? improve.status : expect.status;
  assert.equal(response.status, status, where);
  const body = JSON.parse(text);
  if (expect.content_type) {
    assert.equal(response.headers.get("content-type")?.split(";")[0], expect.content_type, where);
  }
  if (expect.json) assert.deepEqual(body, expect.json, where);
  if (expect.json_anyof) {
    const texts = expect.json_anyof.map((value: unknown) => JSON.stringify(value));
    assert.ok(texts.includes(JSON.stringify(body)), where);
  }
  if (expect.json_contains) assertContains(body, expect.json_contains, where);
  if (expect.error_type) assert.equal(body.error.type, expect.error_type, where);
  if (expect.error_contains) {
    const message = body.error.message ?? body.error;
    assert.ok(message.includes(expect.error_contains), where);
  }
  const { status: _, json_types: improved = {}, ...values } = improve;
  if (typeof improve.status === "string") values.status = improve.status;
  for (const [path, type] of Object.entries({ ...expect.json_types, ...improved, ...values })) {
    assert.ok(fits(at(body, path), type as string, body), `${path} is no ${type}: ${where}`);
  }
}

/** Checks that a value has all that is expected of it: every property of objects, every element of arrays. */
export function assertContains(actual: unknown, expected: unknown, where: string): void {
  if (typeof expected !== "object" || expected === null) {
    return assert.deepEqual(actual, expected, where);
  }
  if (Array.isArray(expected)) {
    assert.equal((actual as unknown[])?.length, expected.length, where);
  }
  for (const [key, value] of Object.entries(expected)) {
    assertContains((actual as Record<string, unknown>)?.[key], value, `.${key} of ${where}`);
  }
}

// deno-lint-ignore no-explicit-any
function at(body: any, path: string): any {
  return path.replaceAll("[]", "[0]").split(/[.[\]]+/).filter((key) => key !== "")
    .reduce((value, key) => value?.[key], body);
}

// deno-lint-ignore no-explicit-any
function fits(value: any, type: string, body: any): boolean {
  if (type === "int") return Number.isInteger(value);
  if (type === "int>0") return Number.isInteger(value) && value > 0;
  if (type === "string") return typeof value === "string";
  if (type === "sum") return value === body.usage.prompt_tokens + body.usage.completion_tokens;
  if (type === "base64 little-endian float32") {
    const bytes = Uint8Array.fromBase64(value);
    return bytes.length > 0 && bytes.length % 4 === 0;
  }
  if (type.startsWith("<=")) return value <= Number(type.slice(2));
  if (type.startsWith("^")) return typeof value === "string" && new RegExp(type).test(value);
  return type.split("|").includes(String(value));
}
