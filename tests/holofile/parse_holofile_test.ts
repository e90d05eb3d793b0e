import assert from "node:assert/strict";
import { HologramError } from "../../src/base/mod.ts";
import { formatHolofile, parseHolofile } from "../../src/holofile/mod.ts";
import { ollamaCases } from "../support/ollama_cases.ts";

function pairs(source: string | Uint8Array): [string, string][] {
  return parseHolofile(source).map(({ name, args }) => [name, args]);
}

function failure(source: string | Uint8Array): HologramError {
  try {
    parseHolofile(source);
  } catch (error) {
    assert.ok(error instanceof HologramError, String(error));
    assert.equal(error.kind, "invalid");
    return error;
  }
  assert.fail(`no error for ${JSON.stringify(source)}`);
}

const cases = ollamaCases("modelfile_parse");

Deno.test({
  name: "parseHolofile() and formatHolofile() do what Ollama's parser and writer do",
  ignore: cases === undefined,
  fn() {
    const lossy: string[] = [];
    for (const { in: source, expect } of cases!.cases) {
      const label = JSON.stringify(source);
      if (expect.error !== undefined) {
        const error = failure(source);
        assert.equal(error.message, expect.error, label);
        continue;
      }
      assert.deepEqual(pairs(source), expect.commands, label);
      const text = formatHolofile(parseHolofile(source));
      assert.deepEqual(pairs(text), expect.commands, label);
      // Ollama never quotes FROM. Where that loses the white space around a value, this writer quotes it.
      if (text !== expect.formatted) {
        lossy.push(source);
        assert.notDeepEqual(pairs(expect.formatted), expect.commands, label);
      }
    }
    assert.deepEqual(lossy.map((source) => source.trim().split("\n")[0]), [
      'FROM "     model 1"',
      'FROM "FOO  BAR  "',
    ]);
  },
});

const encodings = ollamaCases("modelfile_parse_encodings");

Deno.test({
  name: "parseHolofile() reads the encodings that Ollama reads",
  ignore: encodings === undefined,
  fn() {
    for (const { in: [base64], expect } of encodings!.cases) {
      const bytes = Uint8Array.fromBase64(base64);
      assert.deepEqual(pairs(bytes), expect.commands, base64);
      assert.equal(formatHolofile(parseHolofile(bytes)), expect.formatted, base64);
    }
  },
});

const EXAMPLE = `FROM stabilityai/sd-turbo

# Set input shapes
INPUT prompt 1,77
Input negative_prompt 1,77

# Compilation settings
MEMORY_BUDGET 8192
parallel true

# Metadata
DESCRIPTION "My fine-tuned SD model"
`;

Deno.test("parseHolofile() takes the instructions that only a Holofile has, each with its line", () => {
  assert.deepEqual(parseHolofile(EXAMPLE), [
    { name: "model", args: "stabilityai/sd-turbo", line: 1 },
    { name: "input", args: "prompt 1,77", line: 4 },
    { name: "input", args: "negative_prompt 1,77", line: 5 },
    { name: "memory_budget", args: "8192", line: 8 },
    { name: "parallel", args: "true", line: 9 },
    { name: "description", args: "My fine-tuned SD model", line: 12 },
  ]);
});

Deno.test("parseHolofile() reads lines that end in CR, LF or both, and counts each once", () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const source = ["FROM a", "", "# note", 'SYSTEM "x', 'y"', "TEMPLATE t", ""].join(end);
    assert.deepEqual(parseHolofile(source), [
      { name: "model", args: "a", line: 1 },
      { name: "system", args: `x${end}y`, line: 4 },
      { name: "template", args: "t", line: 6 },
    ]);
    assert.match(failure(`FROM a${end}${end}NOPE x${end}`).message, /^\(line 3\): command must be/);
  }
});

Deno.test("parseHolofile() keeps characters that do not print", () => {
  const family = "\u{1f469}\u200d\u{1f469}\u200d\u{1f467}";
  assert.deepEqual(pairs(`FROM a\nSYSTEM \u00a0${family}\u0001\tx\u00a0 \n`), [
    ["model", "a"],
    ["system", `\u00a0${family}\u0001\tx\u00a0`],
  ]);
});

Deno.test("parseHolofile() closes a quotation only at the end of a line", () => {
  const source =
    'FROM a\nSYSTEM "one "two" three"  \nTEMPLATE """ "a"\n""" b """\nLICENSE say "hi"\n';
  assert.deepEqual(pairs(source), [
    ["model", "a"],
    ["system", 'one "two" three'],
    ["template", ' "a"\n""" b '],
    ["license", 'say "hi"'],
  ]);
});

Deno.test("parseHolofile() takes any white space between an instruction, its subject and its value", () => {
  assert.deepEqual(pairs("FROM\ta\nPARAMETER  seed \t 1\n  MESSAGE\tuser   hi: there"), [
    ["model", "a"],
    ["seed", "1"],
    ["message", "user: hi: there"],
  ]);
});

Deno.test("parseHolofile() takes an empty value after a space or in quotation marks", () => {
  assert.deepEqual(pairs('FROM a\nSYSTEM \nTEMPLATE ""\nMESSAGE user \n'), [
    ["model", "a"],
    ["system", ""],
    ["template", ""],
    ["message", "user: "],
  ]);
});

Deno.test("parseHolofile() reads UTF-8 and UTF-16 with a byte order mark, and refuses other bytes", () => {
  const text = "\ufeffFROM a\nSYSTEM é\u{1f600}";
  const expected = [["model", "a"], ["system", "é\u{1f600}"]];
  const utf16 = Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  const little = new Uint8Array(utf16.buffer);
  const big = little.map((_, i) => little[i ^ 1]!);
  for (const source of [text, new TextEncoder().encode(text), little, big]) {
    assert.deepEqual(pairs(source), expected);
  }
  assert.match(failure(Uint8Array.of(0x46, 0xff, 0x20)).message, /UTF-8/);
  assert.match(failure(little.subarray(0, -1)).message, /UTF-16LE/);
});

Deno.test("parseHolofile() says what is wrong and on which line", () => {
  const wrong: [string, RegExp, RegExp?][] = [
    ["# only\n\n", /^no FROM line$/, /FROM/],
    ["FROM a\nMODEL b\n", /^\(line 2\): command must be one of "from", /, /MEMORY_BUDGET/],
    ["FROM a\n\nSYSTEM\n", /^\(line 3\): SYSTEM needs a value$/, /SYSTEM ""/],
    ["FROM a\nsystem", /^\(line 2\): system needs a value$/],
    ["FROM a\nPARAMETER \n", /^unexpected EOF$/, /^Line 2: .*a parameter and its value/],
    ["FROM a\nPARAMETER seed\n", /^unexpected EOF: seed$/, /^Line 2: /],
    ["FROM a\nPARAMETER top-k 1\n", /^\(line 2\): .*'top-k'/],
    ["FROM a\nPARAMETER system 1\n", /^\(line 2\): unknown parameter 'system'$/],
    ["FROM a\nPARAMETER model 1\n", /^\(line 2\): unknown parameter 'model'$/],
    ["FROM a\nPARAMETER input 1\n", /^\(line 2\): unknown parameter 'input'$/],
    ["FROM a\nMESSAGE User hi\n", /^\(line 2\): message role must be one of/],
    ['FROM a\n\nSYSTEM """x\n"" y', /^unexpected EOF$/, /^Line 3: .*quotation marks/],
    ['FROM a\nSYSTEM "', /^unexpected EOF$/, /^Line 2: /],
  ];
  for (const [source, message, hint] of wrong) {
    const error = failure(source);
    assert.match(error.message, message, JSON.stringify(source));
    if (hint) assert.match(error.hint ?? "", hint, JSON.stringify(source));
  }
});
