import * as z from "../../deps/zod.ts";

/** The query of `GET /api/search`. */
export const searchQuery = z.object({
  q: z.string().trim().min(1, "expected words to look for"),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});

/** The query of `GET /api/remote`. */
export const remoteQuery = z.object({
  name: z.string().trim().min(1, "expected a model's name"),
  insecure: z.enum(["true", "false"]).optional(),
});
