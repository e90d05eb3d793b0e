import * as z from "../../deps/zod.ts";
import { modelFields } from "./generation_fields.ts";

/** The body of `DELETE /api/delete`. */
export const deleteRequest = z.object({
  ...modelFields,
  force: z.boolean().nullish()
    .describe("Whether a model that is answering is stopped; refused unless true"),
});
