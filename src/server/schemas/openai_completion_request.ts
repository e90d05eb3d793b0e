import * as z from "../../deps/zod.ts";
import { completionFields } from "./openai_fields.ts";

/** The body of `POST /v1/completions`. */
export const openaiCompletionRequest = z.object({
  ...completionFields,
  prompt: z.unknown().describe("A text, or several, each of which is answered").optional(),
  suffix: z.string().nullish().describe("The text that follows what is to be inserted"),
  echo: z.boolean().nullish().describe("Whether the prompt comes before the answer"),
  logprobs: z.int().min(0).max(20).nullish().describe("How many likelier tokens come along"),
  best_of: z.int().nullish().describe("Refused when it is more than n"),
});

/** The body of `POST /v1/completions`. */
export type OpenaiCompletionRequest = z.infer<typeof openaiCompletionRequest>;
