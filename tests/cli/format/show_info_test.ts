import assert from "node:assert/strict";
import { showInfo, type ShowReply } from "../../../src/cli/format/show_info.ts";
import { ollamaCases } from "../../support/ollama_cases.ts";

const REPLY: ShowReply = {
  name: "tiny:latest",
  details: { family: "llama", parameter_size: "656K", quantization_level: "fp32" },
  model_info: {
    "general.architecture": "llama",
    "general.parameter_count": 656_128,
    "llama.context_length": 128,
    "tokenizer.tokens": ["<s>", "a", "b", "c", "d"],
    "rope.scaling": { type: "none" },
    "general.missing": null,
  },
  capabilities: ["completion"],
  inputs: [{ name: "input_ids", shape: [1, "sequence"] }],
  outputs: [{ name: "logits", shape: [1, "sequence", 64] }],
  tensors: [{ name: "embed", type: "float32", shape: [64, 32] }],
};

const SUMMARY = `Model: tiny:latest
Architecture: llama
Parameters: 656K
Quantization: fp32
Format: .holo (compiled)

Input Shapes:
  input_ids: [1, sequence]

Output Shapes:
  logits: [1, sequence, 64]

`;

const MODEL = `  Model
    architecture      llama
    parameters        656K
    context length    128
    quantization      fp32

  Capabilities
    completion

`;

/** What comes behind the summary. */
function sections(text: string): string {
  return text.slice(text.indexOf("  Model\n"));
}

function withoutTrailingSpaces(text: string): string {
  return text.replace(/ +$/gm, "");
}

Deno.test("showInfo writes a summary, then sections", () => {
  assert.equal(showInfo(REPLY), SUMMARY + MODEL);
});

Deno.test("showInfo with verbose writes all metadata and the tensors", () => {
  assert.equal(
    showInfo(REPLY, { verbose: true }),
    SUMMARY + MODEL + `  Metadata
    general.architecture       llama
    general.parameter_count    656128
    llama.context_length       128
    rope.scaling               {"type":"none"}
    tokenizer.tokens           [<s> a b ...+2 more]

  Tensors
    embed    float32    [64 32]

`,
  );
});

Deno.test("showInfo has a line for the description where there is one", () => {
  const text = showInfo({ ...REPLY, description: "A small one" });
  assert.ok(
    text.includes("\nFormat: .holo (compiled)\nDescription: A small one\n\nInput Shapes:\n"),
  );
});

Deno.test("showInfo keeps a value of several words together, and shows what a terminal would obey", () => {
  const text = sections(showInfo({
    ...REPLY,
    capabilities: [],
    parameters: 'stop    "a  b"\ntemperature 0',
    license: "\x1b[31mRed",
  }));
  assert.match(text, / {4}stop {11}"a {2}b"\n {4}temperature {4}0\n/);
  assert.match(text, / {2}License\n {4}␛\[31mRed\n/);
});

const cases = ollamaCases("show_info_text");
Deno.test("showInfo has Ollama's sections", { ignore: cases === undefined }, () => {
  for (const { id, in: reply, verbose, expect } of cases!.cases) {
    assert.equal(sections(showInfo(reply, { verbose })), withoutTrailingSpaces(expect), id);
  }
});
