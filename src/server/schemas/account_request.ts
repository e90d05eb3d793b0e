import * as z from "../../deps/zod.ts";

const registryFields = {
  registry: z.string().nullish().describe("Host of the registry; the configured one unless given"),
  insecure: z.boolean().nullish().describe("Whether the registry may be without TLS"),
};

/** The body of `POST /api/signin`. */
export const signInRequest = z.object({
  ...registryFields,
  stream: z.boolean().nullish()
    .describe("Whether the answer comes in lines, as signing in on a page needs; yes unless false"),
  token: z.string().nullish().describe("A token of the registry"),
  username: z.string().nullish().describe("The user's name"),
  password: z.string().nullish().describe("The user's password"),
});

/** The body of `POST /api/me`. */
export const meRequest = z.object(registryFields);

/** The body of `POST /api/signout`. */
export const signOutRequest = z.object(registryFields);
