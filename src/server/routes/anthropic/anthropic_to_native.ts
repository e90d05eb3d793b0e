import { HologramError } from "../../../base/mod.ts";
import type { AnthropicRequest, AnthropicTool } from "../../schemas/anthropic_request.ts";
import type { ChatMessageField, ChatRequest, ToolField } from "../../schemas/chat_request.ts";
import { nativeFormat } from "../openai/native_format.ts";
import { extensionOptions, given } from "../openai/native_options.ts";
import { refuseFields } from "../v1_refuse.ts";
import { anthropicMessages, systemText } from "./anthropic_messages.ts";

const EFFORTS: Readonly<Record<string, string>> = {
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "high",
  max: "max",
};

/**
 * The native request that a request of Anthropic's API stands for.
 *
 * @throws {HologramError} `invalid` when a field is; `unsupported` when it asks for what cannot be honoured.
 */
export function anthropicToNative(request: AnthropicRequest): ChatRequest {
  const { messages, system, tools, output_config } = request;
  refuseFields({ mcp_servers: request.mcp_servers, container: request.container });
  if (!request.model) throw required("model is required");
  if (!messages?.length) throw required("messages is required");
  const instruction: ChatMessageField[] = system
    ? [{ role: "system", content: systemText(system) }]
    : [];
  return {
    ...given({
      model: request.model,
      keep_alive: request.keep_alive,
      truncate: request.truncate,
      tools: tools?.map(nativeTool),
      tool_choice: toolChoice(request.tool_choice),
      think: think(request),
      format: nativeFormat(output_config?.format, "output_config.format"),
    }),
    messages: [...instruction, ...anthropicMessages(messages)],
    options: {
      ...extensionOptions(request),
      ...given({
        num_predict: request.max_tokens,
        temperature: request.temperature,
        top_p: request.top_p,
        top_k: request.top_k,
        stop: request.stop_sequences,
      }),
    },
    stream: request.stream ?? false,
  };
}

/**
 * Checks that an answer's length is given, as it must be everywhere but where only tokens are counted.
 *
 * @throws {HologramError} `invalid`
 */
export function requireMaxTokens({ model, max_tokens }: AnthropicRequest): void {
  if (!model) throw required("model is required");
  if (!max_tokens || max_tokens < 0) throw required("max_tokens is required and must be positive");
}

function nativeTool({ type, name, description, input_schema }: AnthropicTool): ToolField {
  if (type && type !== "custom") {
    throw new HologramError(`a tool of type ${JSON.stringify(type)} is not supported`, {
      kind: "unsupported",
    });
  }
  const declared = { name, ...given({ description, parameters: input_schema }) };
  return { type: "function", function: declared };
}

function toolChoice(choice: AnthropicRequest["tool_choice"]): ChatRequest["tool_choice"] {
  if (!choice) return undefined;
  const { type, name } = choice;
  if (type === "auto" || type === "none") return type;
  if (type === "any") return "required";
  if (type === "tool" && name) return { function: { name } };
  throw new HologramError(`tool_choice ${JSON.stringify(choice)} is not supported`, {
    kind: "unsupported",
    hint: "Its type is auto, any, none, or tool with a name",
  });
}

/** Whether to think: off wins, then how much effort is asked for. An adaptive model decides by itself. */
function think({ thinking, output_config }: AnthropicRequest): string | boolean | undefined {
  const effort = output_config?.effort;
  if (thinking?.type === "disabled") return false;
  if (thinking && thinking.type !== "enabled" && thinking.type !== "adaptive") {
    throw new HologramError(`thinking of type ${JSON.stringify(thinking.type)} is not supported`, {
      kind: "unsupported",
      hint: "Its type is enabled, disabled or adaptive",
    });
  }
  if (!effort) return thinking?.type === "enabled" ? true : undefined;
  if (Object.hasOwn(EFFORTS, effort)) return EFFORTS[effort];
  throw new HologramError(
    `invalid effort: ${JSON.stringify(effort)} (must be ${Object.keys(EFFORTS).join(", ")})`,
    { kind: "invalid" },
  );
}

function required(message: string): HologramError {
  return new HologramError(message, { kind: "invalid" });
}
