import { chatRequest } from "../schemas/chat_request.ts";
import { embeddingsRequest, embedRequest } from "../schemas/embed_request.ts";
import { generateRequest } from "../schemas/generate_request.ts";
import { detokenizeRequest, tokenizeRequest } from "../schemas/tokenize_request.ts";
import { jsonAnswer, jsonBody, type OperationGroup, streamAnswer } from "./operation.ts";

const LINES = "The answer in lines, the last with `done` true; with `stream` false in one piece";

/** Operations of the native API that ask a model. */
export const ANSWER_OPERATIONS: OperationGroup = {
  name: "Answers",
  description: "What models answer, in the native API, which is Ollama's.",
  errors: "NativeError",
  operations: [
    {
      id: "generate",
      method: "post",
      path: "/api/generate",
      summary: "Continue a prompt",
      description:
        "Without a prompt the model is only loaded, or with a `keep_alive` of 0 unloaded.",
      body: jsonBody(generateRequest),
      answers: streamAnswer(LINES, "application/x-ndjson"),
    },
    {
      id: "chat",
      method: "post",
      path: "/api/chat",
      summary: "Answer a conversation",
      description:
        "Without messages the model is only loaded, or with a `keep_alive` of 0 unloaded.",
      body: jsonBody(chatRequest),
      answers: streamAnswer(LINES, "application/x-ndjson"),
    },
    {
      id: "embed",
      method: "post",
      path: "/api/embed",
      summary: "Turn texts into vectors of length 1",
      body: jsonBody(embedRequest),
      answers: jsonAnswer("`embeddings`: a vector for each text"),
    },
    {
      id: "embedOne",
      method: "post",
      path: "/api/embeddings",
      summary: "Turn a text into a vector, the older way",
      body: jsonBody(embeddingsRequest),
      answers: jsonAnswer("`embedding`: the vector, of whatever length the model gives it"),
    },
    {
      id: "tokenize",
      method: "post",
      path: "/api/tokenize",
      summary: "Turn a text into a model's tokens",
      body: jsonBody(tokenizeRequest),
      answers: jsonAnswer("`tokens`: their ids"),
    },
    {
      id: "detokenize",
      method: "post",
      path: "/api/detokenize",
      summary: "Turn a model's tokens into a text",
      body: jsonBody(detokenizeRequest),
      answers: jsonAnswer("`content`: the text"),
    },
  ],
};
