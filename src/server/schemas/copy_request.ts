import * as z from "../../deps/zod.ts";

/** The body of `POST /api/copy`. */
export const copyRequest = z.object({
  source: z.string().optional().describe("The model's name"),
  destination: z.string().optional().describe("Its second name"),
});
