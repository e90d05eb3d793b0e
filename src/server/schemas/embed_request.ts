import * as z from "../../deps/zod.ts";
import { keepAliveField } from "../keep_alive.ts";
import { modelFields } from "./generation_fields.ts";

const commonFields = {
  ...modelFields,
  keep_alive: keepAliveField.describe("How long the model stays loaded: seconds, or 5m, 1h30m"),
  options: z.record(z.string(), z.unknown()).nullish()
    .describe("num_ctx is the longest text in tokens; others are for generating"),
};

/** The body of `POST /api/embed`. The input's type is checked by hand, for Ollama's words. */
export const embedRequest = z.object({
  ...commonFields,
  input: z.unknown().describe("A text, or several in an array").optional(),
  truncate: z.boolean().nullish().describe("Whether too long a text is cut; yes unless false"),
  dimensions: z.int().nonnegative().nullish()
    .describe("How many numbers of each vector to keep; all unless given, or 0"),
});

/** The body of `POST /api/embed`. */
export type EmbedRequest = z.infer<typeof embedRequest>;

/** The body of `POST /api/embeddings`, the older way. */
export const embeddingsRequest = z.object({
  ...commonFields,
  prompt: z.string().nullish().describe("A text"),
});
