import type { ChatMessage } from "../chat_template.ts";
import { collateMessages, type PlainMessage } from "./collate_messages.ts";
import { renderGoTemplate } from "./interpreter.ts";
import { messageValues } from "./message_values.ts";
import type { NodeList } from "./nodes.ts";
import { type GoTemplate, parseGoTemplate } from "./parse_template.ts";
import { toolValues } from "./tool_values.ts";
import { GoMap, type GoValue, goValueOf } from "./values.ts";
import { fieldsOf, readsField } from "./walk_nodes.ts";

/** What a prompt is rendered from. */
export interface GoPromptInput {
  /** The conversation, in Ollama's form of messages. */
  messages: readonly ChatMessage[];
  /** The text before the gap, beside `suffix`. */
  prompt?: string;
  /** The text behind the gap that the model is to fill; then `messages` is not read. */
  suffix?: string;
  /** Tools that the model may call, in OpenAI's form. */
  tools?: readonly unknown[];
  /** Whether, and how much, the model is to think; unset unless given. */
  think?: boolean | string;
  /** More values for the template. */
  variables?: Readonly<Record<string, unknown>>;
}

/**
 * Parses the template of a Modelfile. One that reads neither `.Messages` nor `.Response` gets `{{ .Response }}` at its
 * end.
 *
 * @throws {HologramError} `invalid`, with line and column, when it is no valid template.
 */
export function parseGoPrompt(source: string): GoTemplate {
  const template = parseGoTemplate(source);
  const fields = fieldsOf(template);
  if (fields.includes("messages") || fields.includes("response")) return template;
  const [response] = parseGoTemplate("{{ .Response }}").root;
  return { ...template, root: [...template.root, response!] };
}

/**
 * Renders a conversation with the template of a Modelfile, as Ollama does. A template that reads `.Messages` is rendered
 * once; every other is rendered once per turn (system, prompt, response), and in the last turn the text that follows
 * `.Response` is left out. With a prompt and a suffix, the template is rendered once with these.
 *
 * @param now What `currentDate` reads, in local time.
 * @throws {HologramError} `invalid` when the messages or the tools are malformed or the template cannot be evaluated;
 * `too_large` when it goes on too long.
 */
export function renderGoPrompt(
  template: GoTemplate,
  input: GoPromptInput,
  now: () => Date,
): string {
  const render = (nodes: NodeList, values: Record<string, GoValue>) =>
    renderGoTemplate({ ...template, root: nodes }, rootValue(input, values), { now });
  const { prompt = "", suffix = "" } = input;
  if (prompt !== "" && suffix !== "") {
    return render(template.root, { Prompt: prompt, Suffix: suffix, Response: "" });
  }
  const messages = collateMessages(input.messages);
  if (!fieldsOf(template).includes("messages")) {
    return renderTurns(template, messages, render);
  }
  return render(template.root, {
    System: input.messages.filter(({ role }) => role === "system")
      .map(({ content }) => content ?? "").join("\n\n"),
    Messages: messageValues(messages),
    Tools: input.tools === undefined ? null : toolValues(input.tools),
    Response: "",
  });
}

/** The template's dot. */
function rootValue(input: GoPromptInput, values: Record<string, GoValue>): GoMap {
  const { think, variables = {} } = input;
  return new GoMap({ type: "map[string]interface {}" }, [
    ...Object.entries(variables).map((
      [name, value],
    ): [string, GoValue] => [name, goValueOf(value)]),
    ...Object.entries(values),
    ["Think", think !== undefined && think !== false],
    ["ThinkLevel", think === true ? "medium" : think === undefined || think === false ? "" : think],
    ["IsThinkSet", think !== undefined],
  ]);
}

/** Renders turn by turn, for a template that knows one system message, one prompt and one response. */
function renderTurns(
  template: GoTemplate,
  messages: readonly PlainMessage[],
  render: (nodes: NodeList, values: Record<string, GoValue>) => string,
): string {
  let text = "";
  let turn = { System: "", Prompt: "", Response: "" };
  const finish = () => {
    text += render(template.root, turn);
    turn = { System: "", Prompt: "", Response: "" };
  };
  for (const { role, content } of messages) {
    if (role === "system") {
      if (turn.Prompt !== "" || turn.Response !== "") finish();
      turn.System = content;
    } else if (role === "user") {
      if (turn.Response !== "") finish();
      turn.Prompt = content;
    } else if (role === "assistant") {
      turn.Response = content;
    }
  }
  return text + render(cutAfterResponse(template.root).nodes, turn);
}

/** Nodes up to the first that prints `.Response`, and whether there is one. */
function cutAfterResponse(nodes: NodeList): { nodes: NodeList; cut: boolean } {
  const kept: NodeList[number][] = [];
  for (const node of nodes) {
    if (node.kind === "action" && readsField(node.pipe, "Response")) {
      return { nodes: [...kept, node], cut: true };
    }
    if ("list" in node) {
      const list = cutAfterResponse(node.list);
      if (list.cut) {
        return { nodes: [...kept, { ...node, list: list.nodes, otherwise: undefined }], cut: true };
      }
      const otherwise = cutAfterResponse(node.otherwise ?? []);
      if (otherwise.cut) {
        return { nodes: [...kept, { ...node, otherwise: otherwise.nodes }], cut: true };
      }
    }
    kept.push(node);
  }
  return { nodes: kept, cut: false };
}
