import * as z from "../../deps/zod.ts";
import { completionFields } from "./openai_fields.ts";

/** A tool that an assistant calls, its arguments as JSON text. */
const toolCall = z.object({
  id: z.string().nullish(),
  function: z.object({ name: z.string(), arguments: z.string().nullish() }),
});

/** One message of a conversation. */
export const openaiMessage = z.object({
  role: z.string().describe("system, developer, user, assistant or tool"),
  content: z.unknown().describe("A text, or a list of parts").optional(),
  name: z.string().nullish().describe("The tool that this message is the result of"),
  reasoning: z.string().nullish().describe("What the assistant thought before it"),
  tool_calls: z.array(toolCall).nullish().describe("The tools that the assistant calls"),
  tool_call_id: z.string().nullish().describe("The call that this message is the result of"),
});

/** A tool that a model may call. */
export const openaiTool = z.looseObject({
  type: z.string().nullish(),
  function: z.looseObject({ name: z.string() }).optional(),
});

/** The body of `POST /v1/chat/completions`. */
export const openaiChatRequest = z.object({
  ...completionFields,
  messages: z.array(openaiMessage).nullish().describe("The conversation"),
  max_completion_tokens: z.int().nullish().describe("Length of the answer at most, in tokens"),
  response_format: z.object({
    type: z.string(),
    json_schema: z.object({ schema: z.record(z.string(), z.unknown()).nullish() }).nullish(),
  }).nullish().describe("Structure of the answer: text, json_object or json_schema"),
  reasoning: z.object({ effort: z.string().nullish() }).nullish(),
  tools: z.array(openaiTool).nullish().describe("Tools that the model may call"),
  tool_choice: z.unknown().describe("Which of them it calls; auto unless given").optional(),
  parallel_tool_calls: z.boolean().nullish().describe("Whether it may call several at once"),
  logprobs: z.boolean().nullish().describe("Whether each token's log probability comes along"),
  top_logprobs: z.int().nullish().describe("How many likelier tokens come along, 0 to 20"),
  modalities: z.array(z.string()).nullish().describe("Refused unless it is text alone"),
  audio: z.unknown().optional(),
  web_search_options: z.unknown().optional(),
  functions: z.unknown().optional(),
  function_call: z.unknown().optional(),
  verbosity: z.string().nullish().describe("Refused unless it is medium"),
});

/** One message of a conversation. */
export type OpenaiMessage = z.infer<typeof openaiMessage>;

/** The body of `POST /v1/chat/completions`. */
export type OpenaiChatRequest = z.infer<typeof openaiChatRequest>;
