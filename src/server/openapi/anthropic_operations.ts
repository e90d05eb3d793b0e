import { anthropicRequest } from "../schemas/anthropic_request.ts";
import { jsonAnswer, jsonBody, type OperationGroup, streamAnswer } from "./operation.ts";

/** Operations of Anthropic's API. */
export const ANTHROPIC_OPERATIONS: OperationGroup = {
  name: "Anthropic",
  description: "Anthropic's API, as far as it is about models that run here.",
  errors: "AnthropicError",
  operations: [
    {
      id: "createMessage",
      method: "post",
      path: "/v1/messages",
      summary: "Answer a conversation",
      description: "Any `anthropic-version` will do. `max_tokens` is required here.",
      body: jsonBody(anthropicRequest),
      answers: streamAnswer(
        "The answer in one piece; with `stream` true as events",
        "text/event-stream",
      ),
    },
    {
      id: "countMessageTokens",
      method: "post",
      path: "/v1/messages/count_tokens",
      summary: "Count the tokens of a conversation's prompt",
      body: jsonBody(anthropicRequest),
      answers: jsonAnswer("`input_tokens`: how many"),
    },
  ],
};
