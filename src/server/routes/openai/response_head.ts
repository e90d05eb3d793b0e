import type { OpenaiResponsesRequest } from "../../schemas/openai_responses_request.ts";
import { given } from "./native_options.ts";

/** What a response says of itself and of the request that it answers. */
export interface ResponseHead {
  /** Identifies the response. */
  id: string;
  /** Always `response`. */
  object: "response";
  /** When it was begun, in seconds of the Unix epoch. */
  created_at: number;
  /** The model's name, as the request gave it. */
  model: string;
  /** What the request said. */
  [field: string]: unknown;
}

/** The head of the response to a request. */
export function responseHead(
  request: OpenaiResponsesRequest,
  id: string,
  created_at: number,
): ResponseHead {
  return {
    id,
    object: "response",
    created_at,
    model: request.model ?? "",
    background: false,
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    metadata: request.metadata ?? {},
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    previous_response_id: null,
    reasoning: {
      effort: request.reasoning?.effort ?? null,
      summary: request.reasoning?.summary ?? null,
    },
    // Nothing is kept, whatever the request asks for.
    store: false,
    temperature: request.temperature ?? 1,
    text: { format: request.text?.format ?? { type: "text" } },
    tool_choice: request.tool_choice ?? "auto",
    tools: (request.tools ?? []).map(given),
    top_p: request.top_p ?? 1,
    truncation: request.truncation ?? "auto",
  };
}
