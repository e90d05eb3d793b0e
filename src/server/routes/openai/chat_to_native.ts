import { HologramError } from "../../../base/mod.ts";
import type { ChatRequest, ToolField } from "../../schemas/chat_request.ts";
import type { OpenaiChatRequest } from "../../schemas/openai_chat_request.ts";
import { refuseFields } from "../v1_refuse.ts";
import { chatMessages } from "./chat_messages.ts";
import { nativeFormat } from "./native_format.ts";
import { given, nativeOptions } from "./native_options.ts";
import { nativeToolChoice } from "./native_tool_choice.ts";
import { thinkOfEffort } from "./think_of_effort.ts";

/**
 * The native request that a request for a chat completion stands for.
 *
 * @throws {HologramError} `invalid` when a field is; `unsupported` when it asks for what cannot be honoured.
 */
export function chatToNative(request: OpenaiChatRequest): ChatRequest {
  const { response_format: format } = request;
  refuseFields({
    audio: request.audio,
    web_search_options: request.web_search_options,
    functions: request.functions,
    function_call: request.function_call,
    ...Object.fromEntries(
      request.modalities?.filter((name) => name !== "text")
        .map((name) => [`modality ${JSON.stringify(name)}`, true]) ?? [],
    ),
    [`verbosity ${JSON.stringify(request.verbosity)}`]: request.verbosity !== "medium" &&
      request.verbosity,
  });
  if (!request.messages?.length) {
    throw new HologramError("[] is too short - 'messages'", { kind: "invalid" });
  }
  if (request.top_logprobs && !request.logprobs) {
    throw new HologramError("top_logprobs needs logprobs to be true", { kind: "invalid" });
  }
  return {
    ...given({
      model: request.model,
      keep_alive: request.keep_alive,
      truncate: request.truncate,
      tool_choice: nativeToolChoice(request.tool_choice),
      logit_bias: request.logit_bias,
      logprobs: request.logprobs,
      top_logprobs: request.top_logprobs,
      think: thinkOfEffort(request.reasoning_effort || request.reasoning?.effort),
    }),
    messages: chatMessages(request.messages),
    ...given({
      tools: request.tools?.map(nativeTool),
      format: nativeFormat(
        format && { type: format.type, schema: format.json_schema?.schema },
        "response_format",
      ),
    }),
    options: nativeOptions(request, request.max_completion_tokens ?? request.max_tokens),
    stream: request.stream ?? false,
  };
}

function nativeTool(tool: NonNullable<OpenaiChatRequest["tools"]>[number]): ToolField {
  const { type, function: declared } = tool;
  if (declared && (type ?? "function") === "function") return { ...tool, function: declared };
  throw new HologramError(`a tool of type ${JSON.stringify(type)} is not supported`, {
    kind: "unsupported",
  });
}
