import assert from "node:assert/strict";
import type { HologramError } from "../../../../src/base/mod.ts";
import {
  fieldsOf,
  type GoPromptInput,
  parseGoPrompt,
  renderGoPrompt,
  thinkingTagsOf,
  toolCallTagOf,
} from "../../../../src/text/template/go/mod.ts";
import { ollamaCases } from "../../../support/ollama_cases.ts";

const now = () => new Date(2024, 2, 1, 12);

function render(source: string, input: GoPromptInput): string {
  return renderGoPrompt(parseGoPrompt(source), input, now);
}

const named = ollamaCases("template_render_named");
Deno.test({
  name: "The templates that Ollama ships render as in Ollama",
  ignore: named === undefined,
  fn: () => {
    assert.equal(named!.cases.length, 60);
    for (const { name, messages, template, expect } of named!.cases) {
      const text = render(template, { messages: named!.message_sets[messages] });
      assert.equal(text, expect, `${name}, ${messages}`);
    }
  },
});

const rendered = ollamaCases("template_render");
Deno.test({
  name: "Templates of single turns and of messages render as in Ollama",
  ignore: rendered === undefined,
  fn: () => {
    rendered!.cases.forEach(({ in: [source, input], expect }, i) => {
      assert.equal(render(source, input), expect.output, `case ${i}`);
      assert.deepEqual(fieldsOf(parseGoPrompt(source)), expect.vars, `case ${i}`);
    });
  },
});

const vars = ollamaCases("template_vars");
Deno.test({
  name: "The fields that a template reads are those that Ollama finds",
  ignore: vars === undefined,
  fn: () => {
    for (const { in: source, expect } of vars!.cases) {
      assert.deepEqual(fieldsOf(parseGoPrompt(source)), expect, source);
    }
  },
});

const thinking = ollamaCases("thinking_infer_tags");
Deno.test({
  name: "Thinking tags are inferred as Ollama does",
  ignore: thinking === undefined,
  fn: () => {
    for (const { in: source, expect: [open, close] } of thinking!.cases) {
      const expected = open === "" ? undefined : { open, close };
      assert.deepEqual(thinkingTagsOf(parseGoPrompt(source)), expected, source);
    }
  },
});

const user = { role: "user", content: "Hi" };

Deno.test("A template of single turns is rendered per turn, and cut behind the last response", () => {
  const source =
    "{{ if .System }}S:{{ .System }} {{ end }}{{ if .Prompt }}U:{{ .Prompt }} {{ end }}A:{{ .Response }}<end>";
  const messages = [
    { role: "system", content: "s1" },
    { role: "system", content: "s2" },
    user,
    { role: "user", content: "there" },
    { role: "assistant", content: "yes" },
    user,
  ];
  assert.equal(render(source, { messages }), "S:s1\n\ns2 U:Hi\n\nthere A:yes<end>U:Hi A:");
  const prefilled = [user, { role: "assistant", content: "The answer" }];
  assert.equal(render(source, { messages: prefilled }), "U:Hi A:The answer");
  assert.equal(render("{{ .Prompt }}", { messages: prefilled }), "HiThe answer");
});

Deno.test("A response inside of a branch cuts what follows, in the branch and behind it", () => {
  const source = "{{ .Prompt }}{{ if true }}[{{ .Response }}]{{ else }}no{{ end }}end";
  assert.equal(render(source, { messages: [user] }), "Hi[");
});

Deno.test("A prompt with a suffix fills the template's gap", () => {
  const source =
    "{{ if .Suffix }}<PRE>{{ .Prompt }}<SUF>{{ .Suffix }}<MID>{{ else }}{{ .Prompt }}{{ end }}";
  const input = { messages: [], prompt: "a", suffix: "b" };
  assert.equal(render(source, input), "<PRE>a<SUF>b<MID>");
});

Deno.test("Messages of one role in a row are joined, answers of tools are not", () => {
  const source =
    "{{ .System }};{{ range .Messages }}{{ .Role }}={{ .Content }}/{{ .ToolName }}{{ .ToolCallID }}{{ range .ToolCalls }}{{ .Function.Name }}{{ .Function.Arguments }}{{ end }};{{ end }}";
  const call = (name: string) => ({ function: { name, arguments: { b: "<", a: 1 } } });
  const messages = [
    { role: "system", content: "s" },
    user,
    user,
    { role: "assistant", content: "", tool_calls: [call("f")] },
    { role: "assistant", content: "x", tool_calls: [call("g")] },
    { role: "tool", content: "1", tool_name: "f", tool_call_id: "c1" },
    { role: "tool", content: "2", tool_name: "g" },
    { role: "system", content: "t" },
  ];
  assert.equal(
    render(source, { messages }),
    's\n\nt;system=s/;user=Hi\n\nHi/;assistant=\n\nx/f{"a":1,"b":"\\u003c"}g{"a":1,"b":"\\u003c"};' +
      "tool=1/fc1;tool=2/g;system=t/;",
  );
});

const weather = {
  type: "function",
  function: {
    name: "weather",
    strict: true,
    parameters: {
      required: ["city"],
      properties: {
        unit: { enum: ["C", "F"], type: ["string", "null"], default: "C" },
        city: { description: "Where", type: "string" },
        at: {
          type: "object",
          properties: { y: { type: "number" }, x: { type: "array", items: { type: "integer" } } },
        },
        any: { anyOf: [{ type: "boolean" }, { type: "integer" }] },
      },
      type: "object",
    },
    description: "Tells",
  },
};

Deno.test("Tools print as JSON, in the order of Ollama's structs, with all that their schemas say", () => {
  const parameters = '{"type":"object","required":["city"],"properties":{' +
    '"any":{"anyOf":[{"type":"boolean"},{"type":"integer"}]},' +
    '"at":{"type":"object","properties":{"y":{"type":"number"},"x":{"type":"array","items":{"type":"integer"}}}},' +
    '"city":{"type":"string","description":"Where"},' +
    '"unit":{"type":["string","null"],"enum":["C","F"],"default":"C"}}}';
  const described =
    `{"name":"weather","description":"Tells","parameters":${parameters},"strict":true}`;
  const input = { messages: [user], tools: [weather] };
  const messages = "{{ range .Messages }}{{ end }}";
  assert.equal(
    render(`${messages}{{ .Tools }}`, input),
    `[{"type":"function","function":${described}}]`,
  );
  assert.equal(render(`${messages}{{ range .Tools }}{{ .Function }}{{ end }}`, input), described);
  const types =
    "{{ range .Tools }}{{ range $n, $p := .Function.Parameters.Properties }}{{ $n }}:{{ $p.Type }}:{{ toTypeScriptType $p }} {{ end }}{{ end }}";
  assert.equal(
    render(messages + types, input),
    "any::boolean | number at:object:Record<string, any> city:string:string unit:[string null]:string | null ",
  );
  assert.equal(
    render(`${messages}{{ if .Tools }}yes{{ else }}no{{ end }}`, { messages: [] }),
    "no",
  );
});

Deno.test("A template sees whether and how much to think", () => {
  const source = "{{ range .Messages }}{{ end }}{{ .Think }} {{ .ThinkLevel }} {{ .IsThinkSet }}";
  const asked = [[undefined, "false  false"], [false, "false  true"], [true, "true medium true"]];
  for (const [think, text] of [...asked, ["high", "true high true"]]) {
    assert.equal(render(source, { messages: [], think: think as string }), text);
  }
});

Deno.test("Messages and tools that are malformed are refused by name", () => {
  const source = "{{ range .Messages }}{{ .Content }}{{ end }}{{ .Tools }}";
  const call = { function: { name: "f", arguments: "{}" } };
  const refused: [GoPromptInput, string][] = [
    [
      { messages: [user, { role: "user", content: [1] }] },
      "messages: the content of message 2 must be text",
    ],
    [{ messages: [{ role: "" }] }, "messages: message 1 has no role"],
    [
      { messages: [{ role: "assistant", tool_calls: [call] }] },
      "messages: the arguments of a tool call of message 1 must be an object",
    ],
    [{ messages: [user], tools: [3] }, "tools: tool 1 must be an object"],
    [{ messages: [user], tools: [{ function: {} }] }, "tools: the function of tool 1 has no name"],
  ];
  for (const [input, message] of refused) {
    assert.throws(() => render(source, input), (error: HologramError) => {
      assert.equal(error.kind, "invalid");
      assert.equal(error.message, `Cannot render the ${message}`);
      return true;
    });
  }
});

Deno.test("The tag of a tool call is the text before its JSON", () => {
  const json = '{"name": "{{ .Function.Name }}", "arguments": {{ .Function.Arguments }}}';
  const tags: Record<string, string> = {
    "": "{",
    "{{ if .ToolCalls }}{{ end }}": "{",
    "{{ if .ToolCalls }} {{ range .ToolCalls }}{{ . }}{{ end }}]{{ end }}": "{",
    [`{{ if .ToolCalls }}{{ range .ToolCalls }}\n${json}{{ end }}{{ end }}`]: "{",
    [`{{ range .Messages }}{{ if .Content }}x{{ else if .ToolCalls }}<tool_call>\n{{ range .ToolCalls }}${json}{{ end }}</tool_call>{{ end }}{{ end }}`]:
      "<tool_call>",
    [`{{ if .ToolCalls }}\n{{ range .ToolCalls }}<call>${json}</call>{{ end }}{{ end }}`]: "<call>",
    "{{ if .ToolCalls }}[TOOL_CALLS] [{{ range .ToolCalls }}{{ . }}{{ end }}]{{ end }}":
      "[TOOL_CALLS] [",
    "{{ if .ToolCalls }}```json\r\nx{{ end }}": "```json\nx",
    "{{ if .ToolCalls }}First{{ if .X }}inner{{ end }}Second{{ end }}": "First",
    // Without an if, the range itself says it.
    [`{{ range .ToolCalls }}<call>${json}{{ end }}`]: "<call>",
  };
  for (const [source, tag] of Object.entries(tags)) {
    assert.equal(toolCallTagOf(parseGoPrompt(source)), tag, source);
  }
});
