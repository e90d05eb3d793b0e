import * as z from "../../deps/zod.ts";
import { modelFields } from "./generation_fields.ts";

/** The body of `POST /api/show`. */
export const showRequest = z.object({
  ...modelFields,
  verbose: z.boolean().nullish().describe("Whether the tensors are listed as well"),
});
