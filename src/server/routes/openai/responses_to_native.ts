import { HologramError } from "../../../base/mod.ts";
import type { ChatMessageField, ChatRequest, ToolField } from "../../schemas/chat_request.ts";
import type {
  OpenaiResponsesRequest,
  ResponsesTool,
} from "../../schemas/openai_responses_request.ts";
import { refuseFields } from "../v1_refuse.ts";
import { nativeFormat } from "./native_format.ts";
import { given, nativeOptions } from "./native_options.ts";
import { nativeToolChoice } from "./native_tool_choice.ts";
import { responseMessages } from "./response_messages.ts";
import { thinkOfEffort } from "./think_of_effort.ts";

/**
 * The native request that a request for a response stands for.
 *
 * @throws {HologramError} `invalid` when a field is; `unsupported` when it asks for what cannot be honoured.
 */
export function responsesToNative(request: OpenaiResponsesRequest): ChatRequest {
  const { input, instructions, text, truncation, include } = request;
  const logprobs = "message.output_text.logprobs";
  refuseFields({
    previous_response_id: request.previous_response_id,
    conversation: request.conversation,
    prompt: request.prompt,
    background: request.background,
    top_logprobs: request.top_logprobs,
    [`include ${JSON.stringify(logprobs)}`]: include?.includes(logprobs),
    [`verbosity ${JSON.stringify(text?.verbosity)}`]: text?.verbosity !== "medium" &&
      text?.verbosity,
  });
  if (input === undefined || input === null || input.length === 0) {
    throw new HologramError("input is required", { kind: "invalid" });
  }
  const system: ChatMessageField[] = instructions
    ? [{ role: "system", content: instructions }]
    : [];
  return {
    ...given({
      model: request.model,
      keep_alive: request.keep_alive,
      truncate: request.truncate ?? (truncation ? truncation === "auto" : undefined),
      tool_choice: nativeToolChoice(request.tool_choice),
      think: thinkOfEffort(request.reasoning?.effort),
      tools: request.tools?.map(nativeTool),
      format: nativeFormat(text?.format, "text.format"),
    }),
    messages: [...system, ...responseMessages(input)],
    options: nativeOptions(request, request.max_output_tokens),
    stream: request.stream ?? false,
  };
}

function nativeTool({ type, name, description, parameters, strict }: ResponsesTool): ToolField {
  if (type === "function" && name) {
    return { type, function: { name, ...given({ description, parameters, strict }) } };
  }
  throw new HologramError(`a tool of type ${JSON.stringify(type)} is not supported`, {
    kind: "unsupported",
  });
}
