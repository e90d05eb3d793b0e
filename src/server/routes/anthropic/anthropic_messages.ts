import { HologramError } from "../../../base/mod.ts";
import type { ChatMessageField } from "../../schemas/chat_request.ts";
import {
  type AnthropicBlock,
  type AnthropicContent,
  anthropicContent,
  type AnthropicMessage,
} from "../../schemas/anthropic_request.ts";
import { isBase64 } from "../openai/image_data.ts";

const ROLES: readonly string[] = ["user", "assistant", "system"];

type Call = NonNullable<ChatMessageField["tool_calls"]>[number];

/**
 * A conversation of Anthropic's API, as the native API has it. The blocks of a message become one message; results of
 * tools become messages of their own, in front of it.
 *
 * @throws {HologramError} `invalid` when a block is; `unsupported` for blocks of other kinds.
 */
export function anthropicMessages(messages: readonly AnthropicMessage[]): ChatMessageField[] {
  const toolNames = new Map<string, string>();
  return messages.flatMap(({ role, content }) => {
    if (!ROLES.includes(role)) {
      throw new HologramError(`a message of role ${JSON.stringify(role)} is not supported`, {
        kind: "unsupported",
        hint: `Its role is ${ROLES.join(", ")}`,
      });
    }
    if (typeof content === "string") return [{ role, content }];
    const results: ChatMessageField[] = [];
    const message = new MessageParts();
    for (const block of content) {
      if (block.type === "tool_result") results.push(toolResult(block, toolNames));
      else message.add(block);
    }
    for (const { id, function: { name } } of message.calls) toolNames.set(id!, name);
    // A message of results alone says nothing itself.
    const isSaid = !message.isEmpty || results.length === 0;
    return isSaid ? [...results, { role, ...message.fields() }] : results;
  });
}

/** The text of a system instruction. */
export function systemText(system: AnthropicContent): string {
  if (typeof system === "string") return system;
  const wrong = system.find(({ type }) => type !== "text");
  if (wrong !== undefined) throw unsupportedBlock(wrong.type);
  return system.map(({ text }) => text ?? "").join("");
}

/** Gathers the blocks of a message. */
class MessageParts {
  readonly calls: Call[] = [];
  readonly images: string[] = [];
  #text = "";
  #thinking = "";

  get isEmpty(): boolean {
    return this.#text === "" && this.#thinking === "" && this.calls.length === 0 &&
      this.images.length === 0;
  }

  add(block: AnthropicBlock): void {
    switch (block.type) {
      case "text":
        this.#text += block.text ?? "";
        return;
      case "thinking":
        this.#thinking += block.thinking ?? "";
        return;
      case "image":
        this.images.push(imageOf(block));
        return;
      case "tool_use":
        this.calls.push(toolUse(block));
        return;
      default:
        throw unsupportedBlock(block.type);
    }
  }

  fields(): Omit<ChatMessageField, "role"> {
    return {
      content: this.#text,
      ...(this.#thinking === "" ? {} : { thinking: this.#thinking }),
      ...(this.images.length === 0 ? {} : { images: this.images }),
      ...(this.calls.length === 0 ? {} : { tool_calls: this.calls }),
    };
  }
}

function toolUse({ id, name, input }: AnthropicBlock): Call {
  if (!id) throw missing("tool_use", "id");
  if (!name) throw missing("tool_use", "name");
  return { id, function: { name, arguments: input ?? {} } };
}

function toolResult(block: AnthropicBlock, toolNames: Map<string, string>): ChatMessageField {
  const id = block.tool_use_id;
  if (!id) throw missing("tool_result", "tool_use_id");
  const { data: content, success } = anthropicContent.safeParse(block.content ?? "");
  if (!success) {
    throw new HologramError("the content of a tool_result is a text or a list of blocks", {
      kind: "invalid",
    });
  }
  const name = toolNames.get(id);
  const origin = { tool_call_id: id, ...(name === undefined ? {} : { tool_name: name }) };
  if (typeof content === "string") return { role: "tool", content, ...origin };
  const parts = new MessageParts();
  for (const inner of content) {
    if (inner.type !== "text" && inner.type !== "image") throw unsupportedBlock(inner.type);
    parts.add(inner);
  }
  return { role: "tool", ...parts.fields(), ...origin };
}

function imageOf({ source }: AnthropicBlock): string {
  if (source?.type !== "base64") {
    throw new HologramError(
      `an image source of type ${JSON.stringify(source?.type)} is not supported`,
      { kind: "unsupported", hint: "Send the picture in base64" },
    );
  }
  if (source.data && isBase64(source.data)) return source.data;
  throw new HologramError("invalid image input: expected base64", { kind: "invalid" });
}

function missing(block: string, field: string): HologramError {
  return new HologramError(`${block} block missing required '${field}' field`, {
    kind: "invalid",
  });
}

function unsupportedBlock(type: string): HologramError {
  return new HologramError(`a block of type ${JSON.stringify(type)} is not supported`, {
    kind: "unsupported",
  });
}
