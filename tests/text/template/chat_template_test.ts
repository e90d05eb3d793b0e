import assert from "node:assert/strict";
import type { HologramError } from "../../../src/base/mod.ts";
import { type ChatMessage, compileChatTemplate } from "../../../src/text/mod.ts";
import { sharedData } from "../../support/shared_data.ts";

interface Case {
  messages: ChatMessage[];
  generate: boolean;
  tools?: unknown[];
}

/** Made by `scripts/fixtures/render_chat_templates.py`; `null` is what Python cannot render. */
type Rendered = string | { refused: string } | null;

const fixture: { cases: Record<string, Case>; rendered: Record<string, Record<string, Rendered>> } =
  JSON.parse(
    await Deno.readTextFile(new URL("../../fixtures/text/chat_templates.json", import.meta.url)),
  );

const NONE_FILTERED =
  'Cannot render the chat template: Cannot apply filter "selectattr" to type: NullValue';
const TUPLES = "Cannot render the chat template: Cannot unpack non-iterable type: TupleValue";
const OBJECT_TEXT = "Cannot render the chat template: Unknown ObjectValue filter: string";

/** What the template library cannot render, with its reason; or renders otherwise than Python: `null`. */
const DEVIATIONS: Record<string, Record<string, string | null>> = {
  "meetkai-functionary-medium-v3.1.jinja": {
    question: NONE_FILTERED,
    dialogue: NONE_FILTERED,
    finished: NONE_FILTERED,
    "two answers": NONE_FILTERED,
    // Python escapes the tool for HTML, after the template's `safe`.
    tools: null,
  },
  "meetkai-functionary-medium-v3.2.jinja": { tools: TUPLES },
  "smollm3.chat_template.jinja": { tools: OBJECT_TEXT, "tool result": OBJECT_TEXT },
};

function render(source: string, { messages, generate, tools }: Case): Rendered {
  const template = compileChatTemplate(source, {
    bosToken: "<BOS>",
    eosToken: "<EOS>",
    now: () => new Date(2024, 6, 26, 13, 5),
  });
  try {
    return template(messages, { addGenerationPrompt: generate, tools });
  } catch (error) {
    assert.equal((error as HologramError).kind, "invalid");
    return { refused: (error as HologramError).message };
  }
}

for (const [name, expected] of Object.entries(fixture.rendered)) {
  const path = sharedData("chat-templates", name);
  Deno.test({
    name: `The template ${name} renders as in Python`,
    ignore: path === undefined,
    fn: () => {
      const text = Deno.readTextFileSync(path!);
      const source = name.endsWith(".json") ? JSON.parse(text).chat_template : text;
      for (const [title, rendered] of Object.entries(expected)) {
        if (rendered === null) continue;
        const actual = render(source, fixture.cases[title]!);
        const deviation = DEVIATIONS[name]?.[title];
        if (deviation === undefined) assert.deepEqual(actual, rendered, title);
        else if (deviation === null) assert.notDeepEqual(actual, rendered, title);
        else assert.deepEqual(actual, { refused: deviation }, title);
      }
    },
  });
}

Deno.test("A template sees its messages, its variables and the tokens", () => {
  const template = compileChatTemplate(
    "{{ bos_token }}{% for m in messages %}{{ m.role }}:{{ m.content }};{% endfor %}" +
      "{% if tools is none %}no tools{% endif %}{% if add_generation_prompt %}>{% endif %}" +
      "{{ mood }}{{ eos_token }}",
    { eosToken: "</s>" },
  );
  const messages = [{ role: "user", content: "Hi" }];
  assert.equal(template(messages), "user:Hi;no tools</s>");
  const options = { addGenerationPrompt: true, tools: [{}], mood: "glad" };
  assert.equal(template(messages, options), "user:Hi;>glad</s>");
});

Deno.test("A template's blocks leave no blank lines", () => {
  const template = compileChatTemplate("{% if true %}\na\n  {% endif %}\nb");
  assert.equal(template([]), "a\nb");
});

Deno.test("range counts as in Python", () => {
  const template = compileChatTemplate(
    "{{ range(3)|list|tojson }}{{ range(5, 1, -2)|list|tojson }}{{ range(2, 2)|list|tojson }}",
  );
  assert.equal(template([]), "[0, 1, 2][5, 3][]");
});

Deno.test("A template that refuses a conversation speaks in its own words", () => {
  const template = compileChatTemplate("{{ raise_exception('Only user messages') }}");
  assert.throws(() => template([]), (error: HologramError) => {
    assert.equal(error.kind, "invalid");
    assert.equal(error.message, "Only user messages");
    return true;
  });
});

Deno.test("A source that is no template is an error", () => {
  assert.throws(() => compileChatTemplate("{% if %}"), (error: HologramError) => {
    assert.equal(error.kind, "invalid");
    assert.match(error.message, /^Cannot compile the chat template: /);
    return true;
  });
});
