import * as z from "../../deps/zod.ts";

/** The body of `POST /api/verify`: a model or a path. */
export const verifyRequest = z.object({
  model: z.string().optional().describe("The model's name"),
  path: z.string().optional().describe("A file on the server's machine, for clients there"),
});

/** The body of `POST /api/verify`. */
export type VerifyRequest = z.infer<typeof verifyRequest>;
