import * as z from "../../deps/zod.ts";
import { modelFields } from "./generation_fields.ts";

/** The body of `POST /api/push`. */
export const pushRequest = z.object({
  ...modelFields,
  stream: z.boolean().nullish().describe("Whether progress comes in lines; yes unless false"),
  insecure: z.boolean().nullish().describe("Whether the registry may be without TLS"),
});
