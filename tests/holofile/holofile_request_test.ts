import assert from "node:assert/strict";
import { HologramError } from "../../src/base/mod.ts";
import { join, resolve } from "../../src/deps/path.ts";
import { holofileRequest, type HolofileResult, parseHolofile } from "../../src/holofile/mod.ts";
import { ollamaCases } from "../support/ollama_cases.ts";

const FOLDER = resolve("/models/mine");
const HOME = resolve("/home/ann");

function request(text: string, existing: string[] = []): Promise<HolofileResult> {
  return holofileRequest(parseHolofile(text), {
    folder: FOLDER,
    homeOf: (user) => user === undefined ? HOME : undefined,
    exists: (path) => existing.includes(path),
  });
}

async function failure(text: string, existing?: string[]): Promise<HologramError> {
  const error = await request(text, existing).then(() => undefined, (error) => error);
  assert.ok(error instanceof HologramError, `${JSON.stringify(text)} gives ${error}`);
  return error;
}

const cases = ollamaCases("modelfile_create_request");

Deno.test({
  name: "holofileRequest() asks for what Ollama asks for",
  ignore: cases === undefined,
  async fn() {
    for (const { in: text, expect } of cases!.cases) {
      const { request: body, files, warnings } = await request(text);
      assert.deepEqual(body, expect, text);
      assert.deepEqual([files, warnings], [[], []], text);
    }
    for (const name of cases!.deprecated_parameters) {
      const { request: body, warnings } = await request(`FROM test\nPARAMETER ${name} 1\n`);
      assert.deepEqual(body, { from: "test" });
      assert.deepEqual(warnings, [`Line 2: parameter ${name} is deprecated and left out`]);
    }
  },
});

Deno.test("holofileRequest() takes every instruction", async () => {
  const result = await request(`FROM base
TEMPLATE {{ .Prompt }}
SYSTEM ""
ADAPTER ./lora
ADAPTER ./lora2
DRAFT tiny
RENDERER r
PARSER p
REQUIRES v0.14.0
LICENSE MIT
PARAMETER stop a
PARAMETER stop "b "
PARAMETER use_mmap 0
MESSAGE user a: b
INPUT prompt 1,77
INPUT __proto__ 2 , 3
MEMORY_BUDGET 8192
PARALLEL False
DESCRIPTION two
`);
  assert.deepEqual(result, {
    request: {
      from: "base",
      template: "{{ .Prompt }}",
      system: "",
      adapters: ["./lora", "./lora2"],
      draft: "tiny",
      renderer: "r",
      parser: "p",
      requires: "0.14.0",
      license: ["MIT"],
      parameters: { stop: ["a", "b "], use_mmap: false },
      messages: [{ role: "user", content: "a: b" }],
      inputs: Object.fromEntries([["prompt", [1, 77]], ["__proto__", [2, 3]]]),
      memory_budget: 8192,
      parallel: false,
      description: "two",
    },
    files: [],
    warnings: [],
  });
});

Deno.test("holofileRequest() takes FROM for a path where there is one, else for a model", async () => {
  const file = join(FOLDER, "model.onnx");
  const folder = join(HOME, "vision");
  assert.deepEqual(await request("FROM model.onnx\nFROM ~/vision", [file, folder]), {
    request: {},
    files: [file, folder],
    warnings: [],
  });
  assert.deepEqual((await request("FROM model.onnx")).request, { from: "model.onnx" });
  assert.deepEqual((await request("FROM hf.co/org/repo:Q4")).request, {
    from: "hf.co/org/repo:Q4",
  });
  assert.deepEqual((await request("FROM .x/y")).request, { from: ".x/y" });
});

Deno.test("holofileRequest() refuses a path that leads nowhere", async () => {
  for (const path of ["./model.onnx", "../model", "/model", "~/model", "..", "C:\\model"]) {
    const error = await failure(`\nFROM ${path}`);
    assert.equal(error.kind, "not_found");
    assert.match(error.message, /^\(line 2\): no such file or folder: /);
  }
  assert.equal((await failure("FROM ~bob/model")).kind, "not_found");
});

Deno.test("holofileRequest() refuses a second model, and a model beside files", async () => {
  const file = join(FOLDER, "x");
  for (const text of ["FROM a\nFROM b", "FROM a\nFROM x", "FROM x\nFROM a"]) {
    assert.match((await failure(text, [file])).message, /^\(line 2\): FROM may name one model/);
  }
  assert.match((await failure('FROM ""')).message, /^\(line 1\): FROM needs /);
});

Deno.test("holofileRequest() says when an instruction replaces an earlier one", async () => {
  const text =
    "FROM a\nSYSTEM x\nPARAMETER seed 1\nSYSTEM y\nPARAMETER seed 2\nPARAMETER top_k 3\n";
  assert.deepEqual(await request(text), {
    request: { from: "a", system: "y", parameters: { seed: 2, top_k: 3 } },
    files: [],
    warnings: [
      "Line 4: this SYSTEM replaces the one on line 2",
      "Line 5: this PARAMETER seed replaces the one on line 3",
    ],
  });
});

Deno.test("holofileRequest() refuses values that an instruction does not take, with their line", async () => {
  const wrong: [string, RegExp][] = [
    ["INPUT prompt", /^\(line 2\): INPUT takes a name and whole numbers above 0/],
    ["INPUT prompt 1,", /^\(line 2\): INPUT takes .*'prompt 1,'$/],
    ["INPUT prompt 0,77", /^\(line 2\): INPUT takes/],
    ["INPUT prompt -1,77", /^\(line 2\): INPUT takes/],
    ["INPUT prompt 1.5", /^\(line 2\): INPUT takes/],
    ["INPUT prompt 1 77", /^\(line 2\): INPUT takes/],
    ["INPUT prompt 1x77", /^\(line 2\): INPUT takes/],
    ["INPUT prompt 99999999999999999999", /^\(line 2\): INPUT takes/],
    ["INPUT 1,77", /^\(line 2\): INPUT takes/],
    ["INPUT a 1\nINPUT a 2", /^\(line 3\): INPUT a was given before/],
    ["MEMORY_BUDGET 0", /^\(line 2\): MEMORY_BUDGET takes a whole number of MB above 0, got '0'$/],
    ["MEMORY_BUDGET 8 GB", /^\(line 2\): MEMORY_BUDGET takes/],
    ["MEMORY_BUDGET -5", /^\(line 2\): MEMORY_BUDGET takes/],
    ["MEMORY_BUDGET 1.5", /^\(line 2\): MEMORY_BUDGET takes/],
    ["PARALLEL yes", /^\(line 2\): PARALLEL takes true or false, got 'yes'$/],
    ["PARALLEL 1", /^\(line 2\): PARALLEL takes/],
    ["REQUIRES latest", /^\(line 2\): REQUIRES takes a version such as 0\.14\.0, got 'latest'$/],
    ["REQUIRES 01.2.3", /^\(line 2\): REQUIRES takes/],
  ];
  for (const [text, message] of wrong) {
    const error = await failure(`FROM a\n${text}\n`);
    assert.equal(error.kind, "invalid");
    assert.match(error.message, message, text);
  }
});

Deno.test("holofileRequest() refuses an unknown parameter and a wrong value with Ollama's words", async () => {
  const unknown = await failure("FROM a\n\nPARAMETER numa true\n");
  assert.equal(unknown.message, "unknown parameter 'numa'");
  assert.match(unknown.hint ?? "", /^Line 3: The parameters are /);
  const wrong = await failure("FROM a\nPARAMETER seed x y\n");
  assert.equal(wrong.message, "invalid int value [x y]");
  assert.match(wrong.hint ?? "", /^Line 2: The parameter seed is a whole number$/);
});

Deno.test("holofileRequest() takes whole and shortened versions", async () => {
  for (const version of ["1", "0.14", "0.14.0", "1.2.3-rc.1", "1.2.3+build.5"]) {
    assert.equal((await request(`FROM a\nREQUIRES ${version}`)).request.requires, version);
  }
});
