import assert from "node:assert/strict";
import { compileChatTemplate } from "../../../src/text/mod.ts";
import {
  createToolCallParser,
  declaredTools,
  toolCallFormatOf,
} from "../../../src/text/answer/mod.ts";
import { sharedData } from "../../support/shared_data.ts";
import { parsed } from "./parsed.ts";

/** How the template of each file writes tool calls. */
const FORMATS: readonly (readonly [file: string, kind: string | undefined])[] = [
  ["CohereForAI-c4ai-command-r-plus-tool_use.jinja", "command_r_plus"],
  ["CohereForAI-c4ai-command-r7b-12-2024-tool_use.jinja", "command_r7b"],
  ["NousResearch-Hermes-2-Pro-Llama-3-8B-tool_use.jinja", "hermes"],
  ["NousResearch-Hermes-3-Llama-3.1-8B-tool_use.jinja", "hermes"],
  ["Qwen-Qwen2.5-7B-Instruct.jinja", "hermes"],
  ["deepseek-ai-DeepSeek-R1-Distill-Llama-8B.jinja", "deepseek"],
  ["deepseek-ai-DeepSeek-R1-Distill-Qwen-32B.jinja", "deepseek"],
  ["fireworks-ai-llama-3-firefunction-v2.jinja", "firefunction"],
  ["gemma-3-chat.chat_template.json", undefined],
  ["gemma-4.chat_template.jinja", "gemma4"],
  ["google-gemma-2-2b-it.jinja", undefined],
  ["gpt-oss.chat_template.jinja", "harmony"],
  ["llama-cpp-deepseek-r1.jinja", "deepseek"],
  ["meetkai-functionary-medium-v3.1.jinja", "functionary_v3_1"],
  ["meetkai-functionary-medium-v3.2.jinja", "functionary_v3_2"],
  ["meta-llama-Llama-3.1-8B-Instruct.jinja", "llama"],
  ["meta-llama-Llama-3.2-3B-Instruct.jinja", "llama"],
  ["meta-llama-Llama-3.3-70B-Instruct.jinja", "llama"],
  ["microsoft-Phi-3.5-mini-instruct.jinja", undefined],
  ["mistralai-Mistral-Nemo-Instruct-2407.jinja", "mistral"],
  ["phi-4-mini-reasoning.chat_template.jinja", "phi4"],
  ["smollm3.chat_template.jinja", "smollm3"],
];

/** The same for templates inside a tokenizer's configuration. */
const CONFIG_FORMATS: readonly (readonly [file: string, kind: string])[] = [
  ["phi-4-mini.tokenizer_config.json", "phi4"],
  ["qwen2.5.tokenizer_config.json", "hermes"],
  ["qwen3.tokenizer_config.json", "hermes"],
];

const folder = sharedData("chat-templates");
const configs = sharedData("tokenizers", "hf", "chat-template-configs");

function template(path: string): string {
  const text = Deno.readTextFileSync(path);
  return path.endsWith(".json") ? JSON.parse(text).chat_template : text;
}

Deno.test({
  name: "The format of every template is told from its text",
  ignore: folder === undefined,
  fn() {
    const files = [...Deno.readDirSync(folder!)].map((entry) => entry.name).toSorted();
    assert.deepEqual(FORMATS.map(([file]) => file), files);
    for (const [file, kind] of FORMATS) {
      assert.equal(toolCallFormatOf(template(`${folder}/${file}`))?.kind, kind, file);
    }
  },
});

Deno.test({
  name: "The format of every template in a tokenizer's configuration is told from its text",
  ignore: configs === undefined,
  fn() {
    for (const [file, kind] of CONFIG_FORMATS) {
      assert.equal(toolCallFormatOf(template(`${configs}/${file}`))?.kind, kind, file);
    }
  },
});

Deno.test("The format is told from a template's own words", () => {
  const kinds: [string, string | undefined][] = [
    ["{{ '<tool_call>\\n<function=' + name + '>' }}{{ '<parameter=' }}", "qwen3_coder"],
    ["{{ '[TOOL_CALLS]' + name + '[ARGS]' }}", "mistral_args"],
    ["{{ '<|python_start|>' }}", "pythonic"],
    ["Put code into ```tool_code", "tool_code"],
    ["{{ message.content }}", undefined],
  ];
  for (const [text, kind] of kinds) assert.equal(toolCallFormatOf(text)?.kind, kind, text);
  const own = "{% for call in message.tool_calls %}{{ call | tojson }}{% endfor %}";
  assert.deepEqual(toolCallFormatOf(own), { kind: "tag", tag: "{" });
});

const values = { city: 'Rome "x" {', days: 3, on: true };
const tool = {
  type: "function",
  function: {
    name: "weather",
    description: "Tells the weather.",
    parameters: {
      type: "object",
      properties: {
        city: { type: "string", description: "Where." },
        days: { type: "integer", description: "How long." },
        on: { type: "boolean", description: "Whether." },
      },
      required: ["city"],
    },
  },
};

/**
 * What templates want a turn with calls to be: arguments as JSON text or as they are, content, how many calls. Functionary 3.2
 * goes without declared tools: its text for them is more than the Jinja library can render.
 */
const WANTS: Readonly<
  Record<string, { text?: boolean; content?: string | null; calls?: number; tools?: [] }>
> = {
  firefunction: { text: true, content: "", calls: 2 },
  functionary_v3_1: { text: true, content: "", calls: 2 },
  functionary_v3_2: { text: true, content: "I look.", calls: 2, tools: [] },
  deepseek: { text: true, content: null, calls: 2 },
  llama: { calls: 1 },
  harmony: { calls: 1, content: "I think." },
  hermes: { calls: 2, content: "" },
  mistral: { calls: 2 },
  command_r7b: { calls: 2, content: "" },
  command_r_plus: { calls: 2, content: "I look." },
  gemma4: { calls: 2, content: "" },
};

Deno.test({
  name: "What a template writes for calls of the past is read back as these calls",
  ignore: folder === undefined || configs === undefined,
  fn() {
    const paths = [
      ...FORMATS.map(([file, kind]) => [`${folder}/${file}`, kind] as const),
      ...CONFIG_FORMATS.map(([file, kind]) => [`${configs}/${file}`, kind] as const),
    ];
    for (const [file, kind] of paths) {
      const wants = WANTS[kind ?? ""];
      if (!wants) continue; // writes no calls of the past
      const source = template(file);
      const render = compileChatTemplate(source, { eosToken: "<eos>" });
      const call = { name: "weather", arguments: wants.text ? JSON.stringify(values) : values };
      const calls = Array.from({ length: wants.calls! }, (_, index) => (
        { id: `abcdefgh${index}`, type: "function", ...call, function: call }
      ));
      const user = { role: "user", content: QUESTION };
      const answer = {
        role: "assistant",
        content: wants.content,
        tool_plan: "",
        tool_calls: calls,
      };
      if (wants.content === undefined) delete answer.content;
      const options = { tools: wants.tools ?? [tool], functions: "[]", datetime: "now" };
      const written = turnAfterQuestion(render([user, answer], options));
      const parser = createToolCallParser(toolCallFormatOf(source)!, declaredTools([tool]));
      assert.deepEqual(
        parsed(parser, [...written]).calls,
        calls.map(() => ({ name: "weather", arguments: values })),
        `${file}: ${written}`,
      );
    }
  },
});

const QUESTION = "What is it like?";
const TURN_OPENINGS =
  /<｜Assistant｜>|<\|CHATBOT_TOKEN\|>|<\|start\|>assistant|<\|turn>model\n|assistant<\|end_header_id\|>\n\n|<\|im_start\|>assistant|\[\/INST\]/;
const TURN_ENDS =
  /<\|eot_id\|>|<\|eom_id\|>|<\|im_end\|>|<eos>|<\|(?:END|START)_OF_TURN|<｜end▁|<\|tool_resp/;

/** The turn after the question, without what opens and ends it. */
function turnAfterQuestion(conversation: string): string {
  const after = conversation.slice(conversation.lastIndexOf(QUESTION) + QUESTION.length);
  const opening = TURN_OPENINGS.exec(after)!;
  return after.slice(opening.index + opening[0].length).split(TURN_ENDS)[0]!;
}
