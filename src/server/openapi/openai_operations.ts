import { openaiChatRequest } from "../schemas/openai_chat_request.ts";
import { openaiCompletionRequest } from "../schemas/openai_completion_request.ts";
import { openaiEmbeddingRequest } from "../schemas/openai_embedding_request.ts";
import { openaiResponsesRequest } from "../schemas/openai_responses_request.ts";
import { jsonAnswer, jsonBody, type OperationGroup, streamAnswer } from "./operation.ts";

const EVENTS = "The answer in one piece; with `stream` true as events";

/** Operations of OpenAI's API. */
export const OPENAI_OPERATIONS: OperationGroup = {
  name: "OpenAI",
  description: "OpenAI's API, as far as it is about models that run here.",
  errors: "OpenaiError",
  operations: [
    {
      id: "createChatCompletion",
      method: "post",
      path: "/v1/chat/completions",
      summary: "Answer a conversation",
      body: jsonBody(openaiChatRequest),
      answers: streamAnswer(EVENTS, "text/event-stream"),
    },
    {
      id: "createCompletion",
      method: "post",
      path: "/v1/completions",
      summary: "Continue a text, or several",
      body: jsonBody(openaiCompletionRequest),
      answers: streamAnswer(EVENTS, "text/event-stream"),
    },
    {
      id: "createEmbedding",
      method: "post",
      path: "/v1/embeddings",
      summary: "Turn texts into vectors",
      body: jsonBody(openaiEmbeddingRequest),
      answers: jsonAnswer("A vector for each text, as numbers or in base64"),
    },
    {
      id: "createResponse",
      method: "post",
      path: "/v1/responses",
      summary: "Answer a conversation, by the newer API",
      description: "Nothing is kept from one request to the next.",
      body: jsonBody(openaiResponsesRequest),
      answers: streamAnswer(EVENTS, "text/event-stream"),
    },
    {
      id: "listOpenaiModels",
      method: "get",
      path: "/v1/models",
      summary: "List the models on the disk",
      answers: jsonAnswer("The list"),
    },
    {
      id: "retrieveOpenaiModel",
      method: "get",
      path: "/v1/models/{id}",
      summary: "Tell of one model",
      answers: jsonAnswer("The model"),
    },
  ],
};
