import assert from "node:assert/strict";
import {
  createToolCallParser,
  type ToolCallFormat,
  toolCallPattern,
} from "../../../src/text/answer/mod.ts";
import { parsed } from "./parsed.ts";

const parameters = { type: "object", properties: { a: { type: "integer" } } };
const tools = [{ name: "f", parameters }, { name: "g" }];
const format = (kind: string) => ({ kind }) as ToolCallFormat;

/** Formats that name the tool in their JSON, with the JSON of a call of `g`. */
const NAMED: readonly (readonly [ToolCallFormat, string])[] = [
  [{ kind: "tag", tag: "<t>" }, '{"name":"g","arguments":{}}'],
  [{ kind: "tag", tag: "{" }, '{"name":"g","arguments":{}}'],
  [{ kind: "tag", tag: "[" }, '[{"name":"g","arguments":{}}]'],
  [format("hermes"), '{"name":"g","arguments":{}}'],
  [format("smollm3"), '{"name":"g","arguments":{}}'],
  [format("llama"), '{"name":"g","parameters":{}}'],
  [format("mistral"), '[{"name":"g","arguments":{}}]'],
  [format("phi4"), '[{"name":"g","arguments":{}}]'],
  [format("firefunction"), '[{"name":"g","arguments":{}}]'],
  [format("command_r7b"), '[{"tool_call_id":"0","tool_name":"g","parameters":{}}]'],
  [format("command_r_plus"), '[{"tool_name":"g","parameters":{}}]'],
];
/** Formats that name it before their JSON. */
const UNNAMED = [
  "functionary_v3_1",
  "functionary_v3_2",
  "mistral_args",
  "deepseek",
  "harmony",
];
const NOT_JSON = ["qwen3_coder", "pythonic", "tool_code", "gemma4"];

Deno.test("What a pattern forces is read as a call", () => {
  for (const [format, json] of NAMED) {
    const { prefix, suffix } = toolCallPattern(format, tools)!;
    const got = parsed(createToolCallParser(format, tools), [prefix + json + suffix]);
    const expected = { thinking: "", content: "", calls: [{ name: "g", arguments: {} }] };
    assert.deepEqual(got, expected, format.kind);
  }
  for (const kind of UNNAMED) {
    const { prefix, suffix, schema } = toolCallPattern(format(kind), tools.slice(0, 1))!;
    assert.deepEqual(schema, parameters);
    const got = parsed(createToolCallParser(format(kind), tools), [prefix + '{"a":1}' + suffix]);
    const expected = { thinking: "", content: "", calls: [{ name: "f", arguments: { a: 1 } }] };
    assert.deepEqual(got, expected, kind);
  }
});

Deno.test("There is no pattern where JSON alone cannot say it", () => {
  for (const kind of UNNAMED) assert.equal(toolCallPattern(format(kind), tools), undefined, kind);
  for (const kind of NOT_JSON) {
    assert.equal(toolCallPattern(format(kind), tools.slice(0, 1)), undefined, kind);
  }
  assert.equal(toolCallPattern(format("hermes"), []), undefined);
});

Deno.test("The schema of a pattern is that of a call of any of the tools", () => {
  const call = (name: string, values: unknown) => ({
    type: "object",
    properties: { name: { const: name }, arguments: values },
    required: ["name", "arguments"],
    additionalProperties: false,
  });
  const anyOf = [call("f", parameters), call("g", { type: "object" })];
  assert.deepEqual(toolCallPattern(format("hermes"), tools)!.schema, { anyOf });
  assert.deepEqual(toolCallPattern(format("mistral"), tools)!.schema, {
    type: "array",
    minItems: 1,
    items: { anyOf },
  });
});

Deno.test("References in a tool's schema point to where it stands in the pattern", () => {
  const parameters = {
    $defs: { n: { type: "integer", default: { $ref: "#/x" } } },
    properties: { a: { $ref: "#/$defs/n" }, b: { $ref: "other.json#/c" }, c: { $ref: "#" } },
  };
  const { schema } = toolCallPattern(format("mistral"), [{ name: "f", parameters }])!;
  const root = "#/items/anyOf/0/properties/arguments";
  // deno-lint-ignore no-explicit-any
  assert.deepEqual((schema as any).items.anyOf[0].properties.arguments, {
    $defs: { n: { type: "integer", default: { $ref: "#/x" } } },
    properties: {
      a: { $ref: `${root}/$defs/n` },
      b: { $ref: "other.json#/c" },
      c: { $ref: root },
    },
  });
});
