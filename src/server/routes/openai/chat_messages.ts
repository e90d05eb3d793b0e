import { HologramError } from "../../../base/mod.ts";
import type { ChatMessageField } from "../../schemas/chat_request.ts";
import type { OpenaiMessage } from "../../schemas/openai_chat_request.ts";
import { callArguments } from "./call_arguments.ts";
import { goType } from "./go_type.ts";
import { imageData } from "./image_data.ts";
import { given } from "./native_options.ts";

/**
 * A conversation of chat completions, as the native API has it. The parts of a message become messages of their own,
 * as in Ollama; neighbouring texts stay together, an empty line between them.
 *
 * @throws {HologramError} `invalid` when a message's content is; `unsupported` for sound and files.
 */
export function chatMessages(messages: readonly OpenaiMessage[]): ChatMessageField[] {
  const toolNames = new Map(
    messages.flatMap(({ tool_calls }) => tool_calls ?? []).map((call) => [
      call.id,
      call.function.name,
    ]),
  );
  return messages.flatMap((message) => {
    const parts = contentParts(message);
    const role = message.role.toLowerCase();
    const origin = role === "tool"
      ? given({
        tool_name: message.name || toolNames.get(message.tool_call_id),
        tool_call_id: message.tool_call_id,
      })
      : {};
    const said = parts.map((part) => ({ role: nativeRole(role), ...part, ...origin }));
    const last = said.at(-1)!;
    const calls = message.tool_calls?.map((call) => ({
      ...given({ id: call.id }),
      function: {
        name: call.function.name,
        arguments: callArguments(call.function.name, call.function.arguments),
      },
    }));
    Object.assign(last, given({ thinking: message.reasoning, tool_calls: calls }));
    return said;
  });
}

/** Chat templates know a developer as the system. */
export function nativeRole(role: string): string {
  return role === "developer" ? "system" : role;
}

type Part = Pick<ChatMessageField, "content" | "images">;

function contentParts(message: OpenaiMessage): Part[] {
  const { content, tool_calls, reasoning } = message;
  if (typeof content === "string") return [{ content }];
  if (Array.isArray(content) && content.length > 0) return joinTexts(content.map(contentPart));
  const isEmpty = content === undefined || content === null || Array.isArray(content);
  if (isEmpty && (tool_calls || reasoning)) return [{ content: "" }];
  throw new HologramError(`invalid message content type: ${goType(content)}`, { kind: "invalid" });
}

function contentPart(part: unknown): Part {
  const fields = (typeof part === "object" && part !== null ? part : {}) as Record<string, unknown>;
  const { type } = fields;
  if (type === "text" && typeof fields.text === "string") return { content: fields.text };
  if (type === "refusal" && typeof fields.refusal === "string") return { content: fields.refusal };
  if (type === "image_url") {
    const image = fields.image_url as { url?: unknown } | string | undefined;
    const url = typeof image === "object" ? image?.url : image;
    if (typeof url === "string") return { content: "", images: [imageData(url)] };
  } else if (typeof type === "string" && type !== "text" && type !== "refusal") {
    throw new HologramError(`content of type ${JSON.stringify(type)} is not supported`, {
      kind: "unsupported",
    });
  }
  throw new HologramError("invalid message format", { kind: "invalid" });
}

function joinTexts(parts: Part[]): Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last === undefined || last.images || part.images) joined.push(part);
    else last.content += `\n\n${part.content}`;
  }
  return joined;
}
