import * as z from "../../deps/zod.ts";
import { extensionFields, samplingFields } from "./openai_fields.ts";

/** A part of a conversation: a message, a call, its result, or thoughts, told apart by `type`. */
export const responsesItem = z.object({
  type: z.string().nullish().describe("message unless given"),
  role: z.string().nullish(),
  content: z.unknown().optional(),
  call_id: z.string().nullish(),
  name: z.string().nullish(),
  arguments: z.string().nullish(),
  output: z.unknown().optional(),
  encrypted_content: z.string().nullish(),
  summary: z.array(z.object({ text: z.string().nullish() })).nullish(),
});

/** A tool that a model may call. */
export const responsesTool = z.object({
  type: z.string(),
  name: z.string().nullish(),
  description: z.string().nullish(),
  parameters: z.unknown().optional(),
  strict: z.boolean().nullish(),
});

/** The body of `POST /v1/responses`. */
export const openaiResponsesRequest = z.object({
  ...extensionFields,
  ...samplingFields,
  model: z.string().nullish().describe("The model's name"),
  input: z.union([z.string(), z.array(responsesItem)], "expected a text or a list of items")
    .nullish().describe("A text, or a conversation"),
  instructions: z.string().nullish().describe("What the model is told to be"),
  stream: z.boolean().nullish().describe("Whether the answer comes in pieces; no unless true"),
  max_output_tokens: z.int().nullish().describe("Length of the answer at most, in tokens"),
  reasoning: z.object({ effort: z.string().nullish(), summary: z.string().nullish() }).nullish(),
  text: z.object({
    format: z.object({
      type: z.string(),
      schema: z.record(z.string(), z.unknown()).nullish(),
    }).nullish().describe("Structure of the answer: text, json_object or json_schema"),
    verbosity: z.string().nullish().describe("Refused unless it is medium"),
  }).nullish(),
  tools: z.array(responsesTool).nullish().describe("Tools that the model may call"),
  tool_choice: z.unknown().describe("Which of them it calls; auto unless given").optional(),
  parallel_tool_calls: z.boolean().nullish().describe("Whether it may call several at once"),
  truncation: z.enum(["auto", "disabled"]).nullish().describe("Whether too long a prompt is cut"),
  include: z.array(z.string()).nullish(),
  top_logprobs: z.int().nullish(),
  previous_response_id: z.string().nullish().describe("Refused: nothing is kept"),
  conversation: z.unknown().optional(),
  prompt: z.unknown().optional(),
  background: z.boolean().nullish(),
  user: z.unknown().optional(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  store: z.unknown().optional(),
});

/** A part of a conversation. */
export type ResponsesItem = z.infer<typeof responsesItem>;

/** A tool that a model may call. */
export type ResponsesTool = z.infer<typeof responsesTool>;

/** The body of `POST /v1/responses`. */
export type OpenaiResponsesRequest = z.infer<typeof openaiResponsesRequest>;
