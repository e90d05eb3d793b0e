import * as z from "../../deps/zod.ts";
import { generationFields } from "./generation_fields.ts";

/** One message of a conversation. */
export const chatMessage = z.object({
  role: z.string().describe("system, user, assistant or tool"),
  content: z.string().nullish().describe("What is said"),
  thinking: z.string().nullish().describe("What the assistant thought before it"),
  images: z.array(z.string()).nullish().describe("Pictures, in base64"),
  tool_calls: z.array(z.object({
    id: z.string().nullish(),
    function: z.object({
      index: z.int().nullish(),
      name: z.string(),
      arguments: z.record(z.string(), z.unknown()).nullish(),
    }),
  })).nullish().describe("The tools that the assistant calls"),
  tool_name: z.string().nullish().describe("The tool that this message is the result of"),
  tool_call_id: z.string().nullish().describe("The call that this message is the result of"),
});

/** A tool that a model may call. */
export const tool = z.looseObject({
  type: z.string().nullish(),
  function: z.looseObject({
    name: z.string(),
    description: z.string().nullish(),
    parameters: z.unknown().optional(),
  }),
});

/** Which tools a model calls: as it likes, none, at least one, or this one. */
export const toolChoice = z.union([
  z.enum(["auto", "none", "required"]),
  z.object({ function: z.object({ name: z.string() }) }),
]);

/** The body of `POST /api/chat`. */
export const chatRequest = z.object({
  ...generationFields,
  messages: z.array(chatMessage).nullish().describe("The conversation"),
  tools: z.array(tool).nullish().describe("Tools that the model may call"),
  tool_choice: toolChoice.nullish().describe("Which of them it calls; auto unless given"),
});

/** One message of a conversation. */
export type ChatMessageField = z.infer<typeof chatMessage>;

/** A tool that a model may call. */
export type ToolField = z.infer<typeof tool>;

/** The body of `POST /api/chat`. */
export type ChatRequest = z.infer<typeof chatRequest>;
