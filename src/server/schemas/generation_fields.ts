import * as z from "../../deps/zod.ts";
import { keepAliveField } from "../keep_alive.ts";

/** The fields that name a model; `name` is the older one. */
export const modelFields = {
  model: z.string().nullish().describe("The model's name"),
  name: z.string().nullish().describe("The model's name, in requests of older clients"),
};

/** Fields that `generate` and `chat` share. */
export const generationFields = {
  ...modelFields,
  stream: z.boolean().nullish().describe("Whether the answer comes in pieces; yes unless false"),
  options: z.record(z.string(), z.unknown()).nullish().describe("How to generate: temperature, …"),
  format: z.unknown().describe('Structure of the answer: "json", or a JSON Schema').optional(),
  think: z.unknown().describe("Whether to think first: a boolean, low, medium, high or max")
    .optional(),
  truncate: z.boolean().nullish().describe("Whether too long a prompt is cut; yes unless false"),
  shift: z.boolean().nullish().describe(
    "Accepted for Ollama's clients; an answer ends at the limit",
  ),
  logprobs: z.boolean().nullish().describe("Whether each token's log probability comes along"),
  top_logprobs: z.int().nullish().describe("How many likelier tokens come along, 0 to 20"),
  logit_bias: z.record(z.string(), z.number()).nullish()
    .describe("Added to the logits of tokens, by id"),
  keep_alive: keepAliveField.describe("How long the model stays loaded: seconds, or 5m, 1h30m"),
};
