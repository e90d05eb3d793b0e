import { HologramError } from "../../../base/mod.ts";
import type { ChatMessageField } from "../../schemas/chat_request.ts";
import type { ResponsesItem } from "../../schemas/openai_responses_request.ts";
import { callArguments } from "./call_arguments.ts";
import { nativeRole } from "./chat_messages.ts";
import { imageData } from "./image_data.ts";
import { given } from "./native_options.ts";

/**
 * The conversation of a request for a response, as the native API has it. Thoughts, text and calls that follow one
 * another become one message of the assistant.
 *
 * @throws {HologramError} `invalid` when an item is; `unsupported` for items and parts of other kinds.
 */
export function responseMessages(input: string | readonly ResponsesItem[]): ChatMessageField[] {
  if (typeof input === "string") return [{ role: "user", content: input }];
  const messages: ChatMessageField[] = [];
  const toolNames = new Map<string, string>();
  let thinking: string | undefined;
  /** The assistant's message that a call belongs to; begins one where there is none. */
  const assistant = () => {
    const last = messages.at(-1);
    if (last?.role === "assistant" && thinking === undefined) return last;
    const begun: ChatMessageField = { role: "assistant", content: "", ...given({ thinking }) };
    thinking = undefined;
    messages.push(begun);
    return begun;
  };
  for (const item of input) {
    const type = item.type ?? "message";
    if (type === "reasoning") {
      thinking = (thinking ?? "") + thoughts(item);
    } else if (type === "function_call") {
      const name = required(item.name, "function_call without a name");
      const id = item.call_id ?? undefined;
      if (id !== undefined) toolNames.set(id, name);
      const message = assistant();
      const call = { name, arguments: callArguments(name, item.arguments) };
      message.tool_calls = [...message.tool_calls ?? [], { ...given({ id }), function: call }];
    } else if (type === "message") {
      const role = nativeRole(required(item.role, "message without a role").toLowerCase());
      const content = contentOf(item.content);
      if (thinking !== undefined && role !== "assistant") assistant();
      messages.push({ role, ...content, ...given({ thinking }) });
      thinking = undefined;
    } else if (type === "function_call_output") {
      if (thinking !== undefined) assistant();
      const id = required(item.call_id, "function_call_output without a call_id");
      const origin = given({ tool_name: toolNames.get(id), tool_call_id: id });
      messages.push({ role: "tool", ...contentOf(item.output), ...origin });
    } else {
      throw new HologramError(`an input item of type ${JSON.stringify(type)} is not supported`, {
        kind: "unsupported",
      });
    }
  }
  if (thinking !== undefined) assistant();
  return messages;
}

/** What the assistant thought: handed out whole under this name, so that it comes back whole. */
function thoughts({ encrypted_content, summary }: ResponsesItem): string {
  return encrypted_content || (summary ?? []).map(({ text }) => text ?? "").join("\n");
}

function contentOf(content: unknown): Pick<ChatMessageField, "content" | "images"> {
  if (typeof content === "string") return { content };
  if (!Array.isArray(content)) {
    throw new HologramError("the content of an item is a text or a list of parts", {
      kind: "invalid",
    });
  }
  let text = "";
  const images: string[] = [];
  for (const part of content as Record<string, unknown>[]) {
    const { type } = part;
    if (type === "input_image" && typeof part.image_url === "string") {
      images.push(imageData(part.image_url));
    } else if (type === "input_text" || type === "output_text" || type === "text") {
      text += part.text;
    } else if (type === "refusal") {
      text += part.refusal;
    } else {
      throw new HologramError(`content of type ${JSON.stringify(type)} is not supported`, {
        kind: "unsupported",
      });
    }
  }
  return images.length === 0 ? { content: text } : { content: text, images };
}

function required(value: string | null | undefined, what: string): string {
  if (value) return value;
  throw new HologramError(`invalid input: a ${what}`, { kind: "invalid" });
}
