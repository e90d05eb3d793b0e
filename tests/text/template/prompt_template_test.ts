import assert from "node:assert/strict";
import type { HologramError } from "../../../src/base/mod.ts";
import {
  openPromptTemplate,
  startsThinking,
  templateKind,
} from "../../../src/text/template/mod.ts";
import { ollamaCases } from "../../support/ollama_cases.ts";
import { sharedData } from "../../support/shared_data.ts";

const user = { role: "user", content: "Hi" };

Deno.test("The language of a template is told from its text", () => {
  const go = [
    "",
    "### Question:",
    "{{ .Prompt }}",
    "{{- range .Messages }}{{ end }}",
    "{{ if .System }}x{{ end }}",
    "a{# b {{ (index .Messages 0).Content }}",
    "{{ eq (len .Messages) 1 }}",
    "{{/* note */}}",
    "{{ currentDate }}",
  ];
  const jinja = [
    "{% for m in messages %}{{ m.content }}{% endfor %}",
    "{{ messages[0].content }}",
    "{{ bos_token }}",
    "{%- set x = 1 -%}",
    "{{ range(3) }}",
    "{# note #}",
    "{{ (messages | first).content }}",
    "{{ 'text' }}",
  ];
  for (const source of go) assert.equal(templateKind(source), "go", source);
  for (const source of jinja) assert.equal(templateKind(source), "jinja", source);
});

const named = ollamaCases("template_render_named");
Deno.test({
  name: "Every template that Ollama ships is one of Go, and renders as in Ollama",
  ignore: named === undefined,
  fn: () => {
    for (const { name, messages, template, expect } of named!.cases) {
      const opened = openPromptTemplate(template);
      assert.equal(opened.kind, "go", name);
      assert.equal(opened.render({ messages: named!.message_sets[messages] }), expect, name);
    }
  },
});

const THINK = { open: "<think>", close: "</think>" };

/** Tools, thinking, tags, the tag and the keys of tool calls, per template. */
const KNOWN: Record<string, readonly unknown[]> = {
  "CohereForAI-c4ai-command-r-plus-tool_use.jinja": [
    "tools",
    undefined,
    "Action:\n```json\n[",
    "tool_name parameters",
  ],
  "CohereForAI-c4ai-command-r7b-12-2024-tool_use.jinja": [
    "tools,thinking",
    { open: "<|START_THINKING|>", close: "<|END_THINKING|>" },
    "<|START_ACTION|>[",
    "tool_name parameters",
  ],
  "NousResearch-Hermes-2-Pro-Llama-3-8B-tool_use.jinja": toolCall("tools"),
  "NousResearch-Hermes-3-Llama-3.1-8B-tool_use.jinja": toolCall("tools"),
  "Qwen-Qwen2.5-7B-Instruct.jinja": toolCall("tools"),
  "deepseek-ai-DeepSeek-R1-Distill-Llama-8B.jinja": ["thinking", THINK, undefined, undefined],
  "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B.jinja": ["thinking", THINK, undefined, undefined],
  "fireworks-ai-llama-3-firefunction-v2.jinja": ["", undefined, undefined, undefined],
  "gemma-3-chat.chat_template.json": ["", undefined, undefined, undefined],
  "gemma-4.chat_template.jinja": [
    "tools,thinking",
    { open: "<|channel>thought", close: "<channel|>" },
    "<|tool_call>call:",
    undefined,
  ],
  "google-gemma-2-2b-it.jinja": ["", undefined, undefined, undefined],
  "gpt-oss.chat_template.jinja": ["tools,thinking", undefined, undefined, undefined],
  "llama-cpp-deepseek-r1.jinja": [
    "tools,thinking",
    THINK,
    "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>",
    undefined,
  ],
  "meetkai-functionary-medium-v3.1.jinja": ["tools", undefined, "<function=", undefined],
  "meetkai-functionary-medium-v3.2.jinja": ["tools", undefined, "{", undefined],
  "meta-llama-Llama-3.1-8B-Instruct.jinja": ["tools", undefined, "{", "name parameters"],
  "meta-llama-Llama-3.2-3B-Instruct.jinja": ["tools", undefined, "{", "name parameters"],
  "meta-llama-Llama-3.3-70B-Instruct.jinja": ["tools", undefined, "{", "name parameters"],
  "microsoft-Phi-3.5-mini-instruct.jinja": ["", undefined, undefined, undefined],
  "mistralai-Mistral-Nemo-Instruct-2407.jinja": [
    "tools",
    undefined,
    "[TOOL_CALLS][",
    "name arguments",
  ],
  "phi-4-mini-reasoning.chat_template.jinja": ["", undefined, undefined, undefined],
  // It tells of calls in its instructions alone.
  "smollm3.chat_template.jinja": ["tools,thinking", THINK, "<tool_call>", undefined],
};

function toolCall(capabilities: string): readonly unknown[] {
  return [capabilities, undefined, "<tool_call>", "name arguments"];
}

for (const [name, expected] of Object.entries(KNOWN)) {
  const path = sharedData("chat-templates", name);
  Deno.test({
    name: `The template ${name} tells what its model can do`,
    ignore: path === undefined,
    fn: () => {
      const text = Deno.readTextFileSync(path!);
      const source = name.endsWith(".json") ? JSON.parse(text).chat_template : text;
      const template = openPromptTemplate(source);
      const keys = template.toolCallKeys;
      assert.equal(template.kind, "jinja");
      assert.deepEqual([
        [...template.capabilities].join(","),
        template.thinkingTags,
        template.toolCallTag,
        keys && `${keys.name} ${keys.arguments}`,
      ], expected);
    },
  });
}

const CONFIGS = {
  "chat-template-configs/phi-4-mini.tokenizer_config.json": "",
  "chat-template-configs/qwen2.5.tokenizer_config.json": "tools",
  "chat-template-configs/qwen3.tokenizer_config.json": "tools,thinking",
  "phi-3/tokenizer_config.json": "",
};
for (const [name, capabilities] of Object.entries(CONFIGS)) {
  const path = sharedData("tokenizers", "hf", name);
  Deno.test({
    name: `The template in ${name} is opened as Jinja`,
    ignore: path === undefined,
    fn: () => {
      const template = openPromptTemplate(
        JSON.parse(Deno.readTextFileSync(path!)).chat_template,
      );
      assert.equal(template.kind, "jinja");
      assert.equal([...template.capabilities].join(","), capabilities);
      assert.match(template.render({ messages: [user] }), /Hi/);
    },
  });
}

const qwen3 = sharedData(
  "tokenizers",
  "hf",
  "chat-template-configs",
  "qwen3.tokenizer_config.json",
);
Deno.test({
  name: "Qwen3 is told whether to think, and sees its thoughts, calls and tools",
  ignore: qwen3 === undefined,
  fn: () => {
    const template = openPromptTemplate(JSON.parse(Deno.readTextFileSync(qwen3!)).chat_template);
    const asked = template.render({ messages: [user], think: false });
    assert.ok(asked.endsWith("<|im_start|>assistant\n<think>\n\n</think>\n\n"), asked);
    assert.equal(startsThinking(asked, template.thinkingTags), false);
    assert.ok(template.render({ messages: [user], think: true }).endsWith("assistant\n"));
    const call = { function: { index: 0, name: "f", arguments: { a: 1 } } };
    const messages = [
      user,
      { role: "assistant", content: "", thinking: "Let me see", tool_calls: [call] },
      { role: "tool", content: "42", tool_name: "f" },
    ];
    const text = template.render({ messages });
    assert.ok(text.includes("<think>\nLet me see\n</think>"), text);
    assert.ok(
      text.includes('<tool_call>\n{"name": "f", "arguments": {"a": 1}}\n</tool_call>'),
      text,
    );
    assert.ok(text.includes("<tool_response>\n42\n</tool_response>"), text);
  },
});

const r1 = sharedData("chat-templates", "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B.jinja");
Deno.test({
  name: "A prompt that opens a thought is seen to",
  ignore: r1 === undefined,
  fn: () => {
    const template = openPromptTemplate(Deno.readTextFileSync(r1!));
    const prompt = template.render({ messages: [user] });
    assert.equal(startsThinking(prompt, template.thinkingTags), true);
    const without = template.render({ messages: [user], addGenerationPrompt: false });
    assert.equal(startsThinking(without, template.thinkingTags), false);
  },
});

Deno.test("A prompt starts a thought when it ends with the opening tag", () => {
  const tags = { open: "<think>", close: "</think>" };
  assert.equal(startsThinking("Hi <think>\n", tags), true);
  assert.equal(startsThinking("<think> Hi", tags), false);
  assert.equal(startsThinking("<think>", undefined), false);
});

Deno.test("A template of Jinja gets its input in OpenAI's form, and the variables for thinking", () => {
  const source =
    "{% for m in messages %}{{ m | tojson }}\n{% endfor %}{{ [enable_thinking, thinking, reasoning_effort, mood] | tojson }}{% if add_generation_prompt %}>{% endif %}";
  const template = openPromptTemplate(source);
  const call = { id: "c1", function: { index: 2, name: "f", arguments: { a: 1 } } };
  const messages = [
    { role: "assistant", content: "x", thinking: "t", tool_calls: [call] },
    { role: "tool", content: "1", tool_name: "f", tool_call_id: "c1" },
  ];
  const text = template.render({ messages, think: "max", variables: { mood: "glad" } });
  const [assistant, tool, rest] = text.split("\n");
  assert.deepEqual(JSON.parse(assistant!), {
    role: "assistant",
    content: "x",
    thinking: "t",
    reasoning_content: "t",
    tool_calls: [{ id: "c1", type: "function", function: { name: "f", arguments: { a: 1 } } }],
  });
  assert.deepEqual(JSON.parse(tool!), {
    role: "tool",
    content: "1",
    tool_name: "f",
    tool_call_id: "c1",
    name: "f",
  });
  assert.equal(rest, '[true, true, "high", "glad"]>');
});

Deno.test("A template of Go tells tools, thinking and insertion", () => {
  const source = "{{ if .Suffix }}<PRE>{{ .Prompt }}<SUF>{{ .Suffix }}<MID>{{ else }}{{ .Tools }}" +
    "{{ range .Messages }}{{ .Content }}{{ if .Thinking }}<t>{{ .Thinking }}</t>{{ end }}" +
    '{{ if .ToolCalls }}<call>{{ range .ToolCalls }}{"tool": "{{ .Function.Name }}", "with": {{ .Function.Arguments }}}{{ end }}{{ end }}' +
    "{{ end }}{{ end }}";
  const template = openPromptTemplate(source);
  assert.deepEqual([...template.capabilities], ["tools", "thinking", "insert"]);
  assert.deepEqual(template.thinkingTags, { open: "<t>", close: "</t>" });
  assert.equal(template.toolCallTag, "<call>");
  assert.deepEqual(template.toolCallKeys, { name: "tool", arguments: "with" });
  const filled = template.render({ messages: [], prompt: "a", suffix: "b" });
  assert.equal(filled, "<PRE>a<SUF>b<MID>");
});

Deno.test("A prompt without a suffix is said by the user, a suffix without a place is refused", () => {
  const go = openPromptTemplate("[{{ .Prompt }}]");
  const jinja = openPromptTemplate("{% for m in messages %}[{{ m.content }}]{% endfor %}");
  for (const template of [go, jinja]) {
    assert.deepEqual([...template.capabilities], []);
    assert.equal(template.render({ messages: [], prompt: "Hi" }), "[Hi]");
    assert.throws(
      () => template.render({ messages: [], prompt: "a", suffix: "b" }),
      (error: HologramError) => error.kind === "unsupported",
    );
  }
});
