import assert from "node:assert/strict";
import {
  createToolCallParser,
  declaredTools,
  markersOf,
  type ToolCallFormat,
  type ToolCallParser,
} from "../../../src/text/answer/mod.ts";
import { eachSplit, parsed } from "./parsed.ts";

const tools = declaredTools([
  {
    type: "function",
    function: {
      name: "weather",
      description: "Tells the weather",
      parameters: {
        type: "object",
        properties: { city: { type: "string" }, days: { type: "integer" } },
        required: ["city"],
      },
    },
  },
  {
    name: "note",
    parameters: {
      type: "object",
      properties: {
        text: { type: "string" },
        tags: { type: "array" },
        at: { anyOf: [{ type: "number" }, { type: "null" }] },
        done: { type: "boolean" },
      },
    },
  },
]);

/** A call of each tool, a big integer and text that looks like syntax among the arguments. */
const CITY = 'L\'"Aquila" {[(</b>;\n';
const big = 9007199254740993n;
const weather = { name: "weather", arguments: { city: CITY, days: big } };
const note = { name: "note", arguments: { text: "12", tags: ["a", "b"], at: null, done: true } };
const CITY_JSON = JSON.stringify(CITY);
const weatherJson = `{"city": ${CITY_JSON}, "days": 9007199254740993}`;
const noteJson = '{"text": "12", "tags": ["a","b"], "at": null, "done": true}';
const weatherPython = `weather(city=${CITY_JSON}, days=9007199254740993)`;
const notePython = "note('12', ['a', 'b',], at=None, done=True)";

type Kind = ToolCallFormat["kind"];
interface Sample {
  text: string;
  content?: string;
  thinking?: string;
  calls?: unknown[];
}

const xml = `<tool_call>\n<function=weather>\n<parameter=city>\n${CITY}\n</parameter>\n` +
  "<parameter=days>\n9007199254740993\n</parameter>\n</function>\n</tool_call>\n<tool_call>\n" +
  "<function=note>\n<parameter=text>\n12\n</parameter>\n<parameter=tags>\n" +
  '["a", "b"]\n</parameter>\n<parameter=at>None</parameter><parameter=done>\nTrue\n' +
  "</parameter>\n</function></tool_call>";
const called = (name: string, json: string, key = "arguments") =>
  `{"name": "${name}", "${key}": ${json}}`;
const both = `[${called("weather", weatherJson)}, ${called("note", noteJson)}]`;
const actions = `[{"tool_call_id": "0", "tool_name": "weather", "parameters": ${weatherJson}},` +
  `{"tool_name": "note", "parameters": ${noteJson}}]`;
const twoTags = `<tool_call>\n${called("weather", weatherJson)}\n</tool_call>\n` +
  `<tool_call>\n${called("note", noteJson)}\n</tool_call>`;
const deepseekR1 = (name: string, json: string) =>
  `<｜tool▁call▁begin｜>function<｜tool▁sep｜>${name}\n\`\`\`json\n${json}\n\`\`\`<｜tool▁call▁end｜>`;

/** What models write in each format. Without `calls` both are expected; without `content` none. */
const SAMPLES: readonly (readonly [Kind, Sample[]])[] = [
  ["hermes", [
    { text: twoTags },
    { text: `\n${twoTags}\n` },
    { text: `So: ${twoTags} Done.`, content: "So:  Done." },
    { text: `<tool_call>${called("note", noteJson)}`, calls: [note] },
  ]],
  ["qwen3_coder", [
    { text: xml },
    { text: `I look.\n${xml}`, content: "I look.\n" },
    {
      text: "<function=weather><parameter=city>1</parameter></function></tool_call>",
      calls: [{ name: "weather", arguments: { city: "1" } }],
    },
  ]],
  ["smollm3", [
    { text: twoTags },
    { text: `<code>\n${weatherPython}\nx = ${notePython}\n</code>` },
    {
      text: "<code>\nx = 1\nprint(x)\n</code>",
      content: "<code>\nx = 1\nprint(x)\n</code>",
      calls: [],
    },
  ]],
  ["functionary_v3_1", [
    { text: `<function=weather>${weatherJson}</function><function=note>${noteJson}</function>` },
  ]],
  ["functionary_v3_2", [
    { text: `weather\n${weatherJson}>>>note\n${noteJson}` },
    { text: `all\nI look.>>>weather\n${weatherJson}\n>>>note\n${noteJson}`, content: "I look." },
    { text: "all\n>>> 1\n>>>all", content: ">>> 1\n>>>all", calls: [] },
    { text: "allow me", content: "allow me", calls: [] },
  ]],
  ["llama", [
    {
      text: `${called("weather", weatherJson, "parameters")}; ` +
        called("note", noteJson, "parameters"),
    },
    {
      text: `I look. <|python_tag|>{"type": "function", "function": ${
        called("note", noteJson, "parameters")
      }}`,
      content: "I look. ",
      calls: [note],
    },
    {
      text: '<|python_tag|>weather.call(city="a b")',
      calls: [{ name: "weather", arguments: { city: "a b" } }],
    },
    { text: '{"name": "weather"}', content: '{"name": "weather"}', calls: [] },
  ]],
  ["pythonic", [
    { text: `[${weatherPython}, ${notePython}]` },
    { text: `<|python_start|>[${weatherPython},${notePython}]<|python_end|>` },
    { text: "[weather in Rome]", content: "[weather in Rome]", calls: [] },
    { text: "See [weather(city='x')]", content: "See [weather(city='x')]", calls: [] },
    {
      text: '[note("""a\n"b" """, [(1,), {"k": -1.5e3}], .5)]',
      calls: [{
        name: "note",
        arguments: { text: 'a\n"b" ', tags: [[1], { k: -1500 }], at: 0.5 },
      }],
    },
    {
      text: String.raw`[note('\x41\u00e9\U0001F600\n\q\
')]`,
      calls: [{ name: "note", arguments: { text: "Aé😀\n\\q" } }],
    },
  ]],
  ["mistral", [
    { text: `[TOOL_CALLS]${both}` },
    { text: `[TOOL_CALLS] ${both}[/TOOL_CALLS]` },
  ]],
  ["mistral_args", [
    { text: `[TOOL_CALLS]weather[ARGS]${weatherJson}[TOOL_CALLS]note[ARGS]${noteJson}` },
    { text: `Ok.[TOOL_CALLS]note[CALL_ID]a1B2[ARGS]${noteJson}`, content: "Ok.", calls: [note] },
  ]],
  ["phi4", [
    { text: `<|tool_call|>${both}<|/tool_call|>` },
    { text: `functools${both}` },
  ]],
  ["firefunction", [{ text: ` functools${both}` }]],
  ["deepseek", [
    {
      text: `<｜tool▁calls▁begin｜>${deepseekR1("weather", weatherJson)}\n` +
        `${deepseekR1("note", noteJson)}<｜tool▁calls▁end｜>`,
    },
    {
      text: `I look.<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>note<｜tool▁sep｜>${noteJson}` +
        "<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
      content: "I look.",
      calls: [note],
    },
  ]],
  ["command_r7b", [
    { text: `<|START_ACTION|>${actions}<|END_ACTION|>` },
    { text: "<|START_RESPONSE|>Hi <b<|END_RESPONSE|>", content: "Hi <b", calls: [] },
  ]],
  ["command_r_plus", [
    { text: `I look.\nAction:\n\`\`\`json\n${actions}\`\`\`\n`, content: "I look.\n" },
    { text: "Action: none", content: "Action: none", calls: [] },
  ]],
  ["gemma4", [
    {
      text: `<|tool_call>call:weather{city:<|"|>${CITY}<|"|>,days:9007199254740993}<tool_call|>` +
        '<|tool_call>call:note{at:None,done:true,tags:[<|"|>a<|"|>,<|"|>b<|"|>],text:<|"|>12<|"|>}' +
        "<tool_call|><|tool_response>",
    },
    {
      text: '<|tool_call>call:note{text:{<|"|>a b<|"|>:{c:[]},d:-1.5}}<tool_call|>',
      calls: [{ name: "note", arguments: { text: { "a b": { c: [] }, d: -1.5 } } }],
    },
  ]],
  ["tool_code", [
    {
      text: `Ok.\n\`\`\`tool_code\nprint(${weatherPython})\n${notePython}\n\`\`\``,
      content: "Ok.\n",
    },
  ]],
  ["harmony", [
    {
      text: "<|channel|>analysis<|message|>Hm <b.<|end|><|start|>assistant<|channel|>commentary" +
        `<|message|>I look.<|end|><|start|>assistant<|channel|>commentary to=functions.weather ` +
        `<|constrain|>json<|message|>${weatherJson}<|call|><|start|>assistant to=functions.note` +
        `<|channel|>commentary json<|message|>${noteJson}`,
      thinking: "Hm <b.",
      content: "I look.",
    },
    {
      text: "<|channel|>final<|message|>Hi <|x|>.<|return|>",
      content: "Hi <|x|>.",
      calls: [],
    },
    { text: "<|message|>Hi", content: "Hi", calls: [] },
    { text: "Plain to=b <|chan", content: "Plain to=b <|chan", calls: [] },
    { text: "<|channel|>final", content: "<|channel|>final", calls: [] },
    {
      text: ` to=functions.note<|channel|>commentary json<|message|>${noteJson}<|call|>`,
      calls: [note],
    },
    {
      text: `<|start|>assistant<|channel|>analysis to=note<|message|>${noteJson}<|end|>`,
      calls: [note],
    },
    {
      text: "<|channel|>commentary to=functions.none<|message|>{}<|call|>",
      content: "<|channel|>commentary to=functions.none<|message|>{}",
      calls: [],
    },
  ]],
];

for (const [kind, samples] of SAMPLES) {
  Deno.test(`Calls in the format ${kind} are read exactly, however the text is split`, () => {
    for (const { text, thinking = "", content = "", calls = [weather, note] } of samples) {
      for (const pieces of eachSplit(text)) {
        const parser = createToolCallParser({ kind } as ToolCallFormat, tools);
        assert.deepEqual(parsed(parser, pieces), { thinking, content, calls }, pieces.join("|"));
      }
    }
  });
}

/** Each sample's text, spoilt so that it holds no call: all of it must stay. */
const SPOILT: readonly (readonly [string, (text: string) => string])[] = [
  ["with tools that are not declared", (text) => text.replace(/weather|note/g, "other")],
  ["cut off in its first call", (text) => text.slice(0, text.search(/Aquila|"12"|'12'|12|city/))],
  ["with malformed arguments", (text) => text.replace(/9007199254740993|true|True/g, "9x9")],
];
const ownTexts = /<\|(?:START|END)_RESPONSE\|>/;
Deno.test("An answer with no whole call of a declared tool stays as it is", () => {
  let checked = 0;
  for (const [kind, samples] of SAMPLES) {
    if (kind === "harmony" || kind === "functionary_v3_2") continue; // their content has a frame
    for (const { text } of samples) {
      for (const [how, spoil] of SPOILT) {
        const answer = spoil(text);
        const parser = (): ToolCallParser =>
          createToolCallParser({ kind } as ToolCallFormat, tools);
        const got = parsed(parser(), [answer]);
        if (got.calls.length > 0 || ownTexts.test(answer)) continue;
        checked++;
        assert.equal(got.content, answer, `${kind} ${how}`);
        assert.deepEqual(parsed(parser(), [...answer]), got, `${kind} ${how}`);
      }
    }
  }
  assert.ok(checked > 60, `${checked} answers checked`);
});

Deno.test("Tools that are not declared are never called", () => {
  for (const [kind, samples] of SAMPLES) {
    for (const { text } of samples) {
      const parser = createToolCallParser({ kind } as ToolCallFormat, []);
      assert.deepEqual(parsed(parser, [text]).calls, [], `${kind}: ${text}`);
    }
  }
});

Deno.test("Text with characters of every format and no call stays whole in each", () => {
  const text =
    "  a < b [TOOL `x` <tool_ca >> {1: [2]} f(x) <|start Act ```json functools <function" +
    " <｜tool 😀\n";
  for (const [kind] of SAMPLES) {
    for (const pieces of eachSplit(text)) {
      const parser = createToolCallParser({ kind } as ToolCallFormat, tools);
      assert.deepEqual(parsed(parser, pieces), { thinking: "", content: text, calls: [] }, kind);
    }
  }
});

Deno.test("Calls come as soon as they are complete, content without delay", () => {
  const parser = createToolCallParser({ kind: "hermes" }, tools);
  assert.equal(parser.push("Hello, <b>").content, "Hello, <b>");
  assert.equal(parser.push(" <too").content, " ");
  assert.equal(parser.push("l>").content, "<tool>");
  const text = `<tool_call>${called("note", noteJson)}`;
  assert.deepEqual(parser.push(text.slice(0, -1)), { thinking: "", content: "", calls: [] });
  assert.deepEqual(parser.push("}").calls, [note]);
});

Deno.test("An array of calls with one that is none stays content, whole", () => {
  const text = `[TOOL_CALLS][${called("note", noteJson)}, {"name": "other", "arguments": {}}]`;
  const parser = createToolCallParser({ kind: "mistral" }, tools);
  assert.deepEqual(parsed(parser, [text]), { thinking: "", content: text, calls: [] });
});

Deno.test("Numbers that JSON does not have make no call", () => {
  const text = '<tool_call>{"name": "note", "arguments": {"at": NaN}}</tool_call>';
  const parser = createToolCallParser({ kind: "hermes" }, tools);
  assert.deepEqual(parsed(parser, [text]), { thinking: "", content: text, calls: [] });
});

Deno.test("Parameters in tags are converted by their schema alone", () => {
  const tool = {
    name: "f",
    parameters: {
      type: "object",
      properties: {
        i: { type: "integer" },
        n: { type: "number" },
        s: { type: "string" },
        o: { type: ["object", "null"] },
        e: { enum: [1, 2] },
        u: { oneOf: [{ type: "string" }, { type: "integer" }] },
      },
    },
  };
  const values = { i: "1.5", n: "2", s: '{"a": 1}', o: "null", e: "2", u: "7", other: "8" };
  const written = Object.entries(values).map(([key, value]) =>
    `<parameter=${key}>${value}</parameter>`
  );
  const parser = createToolCallParser({ kind: "qwen3_coder" }, [tool]);
  assert.deepEqual(parser.push(`<function=f>${written.join("")}</function>`).calls, [{
    name: "f",
    arguments: { i: "1.5", n: 2, s: '{"a": 1}', o: null, e: 2, u: "7", other: "8" },
  }]);
});

Deno.test("Markers are the literals that a tokenizer may drop", () => {
  assert.deepEqual(markersOf({ kind: "phi4" }), ["<|tool_call|>", "<|/tool_call|>"]);
  assert.deepEqual(markersOf({ kind: "tag", tag: "[TOOL_CALLS]" }), ["[TOOL_CALLS]"]);
  assert.deepEqual(markersOf({ kind: "tag", tag: "{" }), []);
  assert.ok(markersOf({ kind: "harmony" }).includes("<|constrain|>"));
});
