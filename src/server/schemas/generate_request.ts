import * as z from "../../deps/zod.ts";
import { generationFields } from "./generation_fields.ts";

/** The body of `POST /api/generate`. */
export const generateRequest = z.object({
  ...generationFields,
  prompt: z.string().nullish().describe("The text to continue or answer"),
  suffix: z.string().nullish().describe("The text that follows what is to be inserted"),
  system: z.string().nullish().describe("What the model is told to be"),
  template: z.string().nullish().describe("A chat template instead of the model's own"),
  context: z.array(z.int().nonnegative()).nullish()
    .describe("Token ids of an earlier answer, to go on from"),
  raw: z.boolean().nullish().describe("Whether the prompt goes past the chat template"),
  images: z.array(z.string()).nullish().describe("Pictures, in base64"),
});

/** The body of `POST /api/generate`. */
export type GenerateRequest = z.infer<typeof generateRequest>;
