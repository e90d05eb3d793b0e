import * as z from "../../deps/zod.ts";
import { extensionFields } from "./openai_fields.ts";

/** The body of `POST /v1/embeddings`. */
export const openaiEmbeddingRequest = z.object({
  ...extensionFields,
  model: z.string().nullish().describe("The model's name"),
  input: z.unknown().describe("A text, or several").optional(),
  encoding_format: z.string().nullish().describe("float, or base64 for little-endian float32"),
  dimensions: z.int().positive().nullish().describe("How many numbers of each vector to keep"),
  user: z.unknown().optional(),
});

/** The body of `POST /v1/embeddings`. */
export type OpenaiEmbeddingRequest = z.infer<typeof openaiEmbeddingRequest>;
