import * as z from "../../deps/zod.ts";
import { keepAliveField } from "../keep_alive.ts";
import { modelFields } from "./generation_fields.ts";

/** The body of `POST /api/tokenize`. */
export const tokenizeRequest = z.object({
  ...modelFields,
  content: z.string().nullish().describe("The text"),
  text: z.string().nullish().describe("The same, by another name"),
  add_special: z.boolean().nullish()
    .describe("Whether the tokens that open and close a sequence are added; no unless true"),
  keep_alive: keepAliveField.describe("How long the model stays loaded"),
});

/** The body of `POST /api/detokenize`. */
export const detokenizeRequest = z.object({
  ...modelFields,
  tokens: z.array(z.int().nonnegative()).describe("Token ids"),
  keep_alive: keepAliveField.describe("How long the model stays loaded"),
});
