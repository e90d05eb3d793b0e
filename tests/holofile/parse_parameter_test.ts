import assert from "node:assert/strict";
import { HologramError } from "../../src/base/mod.ts";
import { parseParameter } from "../../src/holofile/mod.ts";
import { DEFAULT_OPTIONS, parseOptions } from "../../src/text/mod.ts";
import { ollamaCases } from "../support/ollama_cases.ts";

const cases = ollamaCases("format_params");

function failure(name: string, texts: string[]): HologramError {
  try {
    parseParameter(name, texts);
  } catch (error) {
    assert.ok(error instanceof HologramError, String(error));
    assert.equal(error.kind, "invalid");
    return error;
  }
  assert.fail(`no error for ${name} ${texts}`);
}

Deno.test({
  name: "parseParameter() converts as Ollama does",
  ignore: cases === undefined,
  fn() {
    for (const { in: given, expect } of cases!.cases) {
      for (const [name, texts] of Object.entries<string[]>(given)) {
        if (expect.error) assert.equal(failure(name, texts).message, expect.error);
        else assert.deepEqual({ [name]: parseParameter(name, texts) }, expect.value);
      }
    }
  },
});

Deno.test("parseParameter() gives each parameter its type", () => {
  const values: [string, string[], unknown][] = [
    ["num_ctx", ["131072"], 131072],
    ["num_predict", ["-1"], -1],
    ["seed", ["+7"], 7],
    ["seed", ["-0"], 0],
    ["temperature", ["0.5"], 0.5],
    ["top_p", [".9"], 0.9],
    ["min_p", ["5e-2"], 0.05],
    ["use_mmap", ["T"], true],
    ["use_mmap", ["F"], false],
    ["stop", ["### User: "], ["### User: "]],
    ["stop", ["a", ""], ["a", ""]],
  ];
  for (const [name, texts, expected] of values) {
    assert.deepEqual(parseParameter(name, texts), expected, `${name} ${texts}`);
  }
});

Deno.test("parseParameter() refuses what is not of the parameter's type", () => {
  const wrong: [string, string[], string][] = [
    ["seed", ["1.5"], "invalid int value [1.5]"],
    ["seed", ["9007199254740993"], "invalid int value [9007199254740993]"],
    ["seed", [""], "invalid int value []"],
    ["seed", [], "invalid int value []"],
    ["seed", ["1", "2"], "invalid int value [1 2]"],
    ["seed", ["0x10"], "invalid int value [0x10]"],
    ["temperature", ["warm"], "invalid float value [warm]"],
    ["temperature", ["1e39"], "invalid float value [1e39]"],
    ["temperature", ["."], "invalid float value [.]"],
    ["temperature", ["NaN"], "invalid float value [NaN]"],
    ["use_mmap", ["yes"], "invalid bool value [yes]"],
    ["nope", ["1"], "unknown parameter 'nope'"],
    ["toString", ["1"], "unknown parameter 'toString'"],
    ["mirostat", ["1"], "unknown parameter 'mirostat'"],
  ];
  for (const [name, texts, message] of wrong) {
    assert.equal(failure(name, texts).message, message);
  }
  assert.match(failure("nope", ["1"]).hint ?? "", /^The parameters are num_keep, seed, /);
});

Deno.test("parseParameter() knows the options that a request takes, by their types", () => {
  const names = [...Object.keys(DEFAULT_OPTIONS), "num_ctx", "use_mmap"];
  for (const name of names) {
    const value = parseParameter(name, ["1"]);
    assert.deepEqual(parseOptions({ [name]: value }).ignored, [], name);
  }
  const listed = failure("nope", ["1"]).hint!.replace("The parameters are ", "").split(", ");
  assert.deepEqual(listed.sort(), names.sort());
});
