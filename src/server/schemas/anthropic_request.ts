import * as z from "../../deps/zod.ts";
import { extensionFields } from "./openai_fields.ts";

/** A block of a message: text, a picture, a call, its result, or thoughts, told apart by `type`. */
export const anthropicBlock = z.object({
  type: z.string(),
  text: z.string().nullish(),
  source: z.object({ type: z.string(), data: z.string().nullish() }).nullish(),
  id: z.string().nullish(),
  name: z.string().nullish(),
  input: z.record(z.string(), z.unknown()).nullish(),
  tool_use_id: z.string().nullish(),
  content: z.unknown().optional(),
  thinking: z.string().nullish(),
});

/** A text, or a list of blocks. */
export const anthropicContent = z.union(
  [z.string(), z.array(anthropicBlock)],
  "expected a text or a list of blocks",
);

/** One message of a conversation. */
export const anthropicMessage = z.object({ role: z.string(), content: anthropicContent });

/** A tool that a model may call. */
export const anthropicTool = z.object({
  type: z.string().nullish().describe("custom unless given; others are refused"),
  name: z.string(),
  description: z.string().nullish(),
  input_schema: z.unknown().optional(),
});

/** The body of `POST /v1/messages` and, without `max_tokens`, of `POST /v1/messages/count_tokens`. */
export const anthropicRequest = z.object({
  ...extensionFields,
  model: z.string().nullish().describe("The model's name"),
  max_tokens: z.int().nullish().describe("Length of the answer at most, in tokens"),
  messages: z.array(anthropicMessage).nullish().describe("The conversation"),
  system: anthropicContent.nullish().describe("What the model is told to be"),
  stream: z.boolean().nullish().describe("Whether the answer comes in pieces; no unless true"),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  top_k: z.int().nullish(),
  stop_sequences: z.array(z.string()).nullish().describe("Texts that end the answer"),
  tools: z.array(anthropicTool).nullish().describe("Tools that the model may call"),
  tool_choice: z.object({
    type: z.string(),
    name: z.string().nullish(),
    disable_parallel_tool_use: z.boolean().nullish(),
  }).nullish().describe("Which of them it calls; auto unless given"),
  thinking: z.object({ type: z.string(), budget_tokens: z.int().nullish() }).nullish()
    .describe("Whether to think first: enabled, disabled or adaptive"),
  output_config: z.object({
    effort: z.string().nullish(),
    format: z.object({ type: z.string(), schema: z.record(z.string(), z.unknown()).nullish() })
      .nullish(),
  }).nullish(),
  mcp_servers: z.array(z.unknown()).nullish(),
  container: z.unknown().optional(),
  metadata: z.unknown().optional(),
});

/** A block of a message. */
export type AnthropicBlock = z.infer<typeof anthropicBlock>;

/** A text, or a list of blocks. */
export type AnthropicContent = z.infer<typeof anthropicContent>;

/** One message of a conversation. */
export type AnthropicMessage = z.infer<typeof anthropicMessage>;

/** A tool that a model may call. */
export type AnthropicTool = z.infer<typeof anthropicTool>;

/** The body of `POST /v1/messages`. */
export type AnthropicRequest = z.infer<typeof anthropicRequest>;
