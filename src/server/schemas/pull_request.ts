import * as z from "../../deps/zod.ts";
import { modelFields } from "./generation_fields.ts";

/** The body of `POST /api/pull`. */
export const pullRequest = z.object({
  ...modelFields,
  stream: z.boolean().nullish().describe("Whether progress comes in lines; yes unless false"),
  insecure: z.boolean().nullish().describe("Whether the registry may be without TLS"),
  as: z.string().nullish().describe("The name that the model gets here"),
  dtype: z.string().nullish().describe("Precision to take, where there are several: fp16, q4, …"),
  quantize: z.string().nullish().describe("The same as dtype"),
  dry_run: z.boolean().nullish().describe("Whether it is only told what would be fetched"),
  verbose: z.boolean().nullish().describe("Whether what each compiler pass did is told"),
});

/** The body of `POST /api/pull`. */
export type PullRequest = z.infer<typeof pullRequest>;
