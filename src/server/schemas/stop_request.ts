import * as z from "../../deps/zod.ts";

/** The body of `POST /api/stop`. */
export const stopRequest = z.object({
  model: z.string().optional().describe("The model's name"),
  name: z.string().optional().describe("The same, as older clients call it"),
});
