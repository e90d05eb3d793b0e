import { HologramError } from "../../../base/mod.ts";
import type { ChatMessage } from "../chat_template.ts";

/** A call of a tool by the model. */
export interface ToolCall {
  /** Its id, where the client knows one. */
  id: string;
  /** The tool's name. */
  name: string;
  /** What it is called with. */
  arguments: Record<string, unknown>;
}

/** A message whose fields are all there. */
export interface PlainMessage {
  /** Who speaks. */
  role: string;
  /** What was said. */
  content: string;
  /** What the model thought. */
  thinking: string;
  /** Images, as the client gave them. */
  images: unknown[];
  /** The tools that the model called. */
  toolCalls: ToolCall[];
  /** Which tool answers. */
  toolName: string;
  /** Which call it answers. */
  toolCallId: string;
}

/**
 * Messages as Ollama's templates see them: those of one role in a row are joined, their texts by an empty line, except
 * the answers of tools. (Ollama keeps the first message's tool calls alone; here they are all kept.)
 *
 * @throws {HologramError} `invalid` for a message that has no role, or content that is no text.
 */
export function collateMessages(messages: readonly ChatMessage[]): PlainMessage[] {
  const collated: PlainMessage[] = [];
  messages.forEach((given, i) => {
    const message = plainMessage(given, `message ${i + 1}`);
    const last = collated.at(-1);
    if (last === undefined || last.role !== message.role || message.role === "tool") {
      collated.push(message);
      return;
    }
    last.content += `\n\n${message.content}`;
    last.thinking = [last.thinking, message.thinking].filter((text) => text !== "").join("\n\n");
    last.images.push(...message.images);
    last.toolCalls.push(...message.toolCalls);
  });
  return collated;
}

/**
 * One message with all of its fields, from Ollama's form of a message.
 *
 * @param what What errors call it.
 * @throws {HologramError} `invalid` when it has no role, or fields of other types than Ollama's.
 */
export function plainMessage(message: ChatMessage, what: string): PlainMessage {
  const { role, content, thinking, images, tool_calls, tool_name, tool_call_id } = message;
  if (typeof role !== "string" || role === "") fail(`${what} has no role`);
  return {
    role,
    content: textOf(content, `the content of ${what}`),
    thinking: textOf(thinking, `the thinking of ${what}`),
    images: [...listOf(images, `the images of ${what}`)],
    toolCalls: listOf(tool_calls, `the tool calls of ${what}`).map((call) => toolCall(call, what)),
    toolName: textOf(tool_name, `the tool name of ${what}`),
    toolCallId: textOf(tool_call_id, `the tool call's id of ${what}`),
  };
}

function toolCall(value: unknown, what: string): ToolCall {
  const call = objectOf(value, `a tool call of ${what}`);
  const called = objectOf(call.function, `the function of a tool call of ${what}`);
  return {
    id: textOf(call.id, `the id of a tool call of ${what}`),
    name: textOf(called.name, `the name of a tool call of ${what}`),
    arguments: objectOf(called.arguments ?? {}, `the arguments of a tool call of ${what}`),
  };
}

function textOf(value: unknown, what: string): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  fail(`${what} must be text`);
}

function listOf(value: unknown, what: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  fail(`${what} must be a list`);
}

function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  fail(`${what} must be an object`);
}

function fail(why: string): never {
  throw new HologramError(`Cannot render the messages: ${why}`, { kind: "invalid" });
}
