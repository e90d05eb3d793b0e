import * as z from "../../deps/zod.ts";
import { keepAliveField } from "../keep_alive.ts";

/** A field that is read by hand, or only refused. */
const any = (description: string) => z.unknown().describe(description).optional();

/** Fields of the native API that every request to `/v1` may have as well. */
export const extensionFields = {
  keep_alive: keepAliveField.describe("How long the model stays loaded: seconds, or 5m, 1h30m"),
  num_ctx: z.int().positive().nullish().describe("Length of the context in tokens"),
  options: z.record(z.string(), z.unknown()).nullish().describe("Options of the native API"),
  truncate: z.boolean().nullish().describe("Whether too long a prompt is cut; yes unless false"),
};

/** How tokens are drawn, where OpenAI's and the native API agree. */
export const samplingFields = {
  temperature: z.number().nullish().describe("How freely tokens are drawn; 1 unless given"),
  top_p: z.number().nullish().describe("Probability that the drawn tokens share; 1 unless given"),
};

/** Fields that chat and text completions share. */
export const completionFields = {
  ...extensionFields,
  ...samplingFields,
  model: z.string().nullish().describe("The model's name"),
  stream: z.boolean().nullish().describe("Whether the answer comes in pieces; no unless true"),
  stream_options: z.object({
    include_usage: z.boolean().nullish().describe("Whether the token counts come at the end"),
  }).nullish(),
  max_tokens: z.int().nullish().describe("Length of the answer at most, in tokens"),
  stop: any("Text that ends the answer, or several"),
  seed: z.int().nullish().describe("Makes the answer repeatable"),
  frequency_penalty: z.number().nullish(),
  presence_penalty: z.number().nullish(),
  logit_bias: z.record(z.string(), z.number()).nullish().describe("Added to logits, by token id"),
  n: z.int().min(1).max(128).nullish().describe("How many answers; one unless given"),
  reasoning_effort: z.string().nullish().describe("How long to think: none to max"),
  user: any("Accepted; there are no accounts"),
  metadata: any("Accepted; nothing is kept"),
  store: any("Accepted; nothing is kept"),
};

/** Fields that chat and text completions share. */
export type CompletionFields = z.infer<z.ZodObject<typeof completionFields>>;

/** Fields of the native API that every request to `/v1` may have as well. */
export type ExtensionFields = z.infer<z.ZodObject<typeof extensionFields>>;
