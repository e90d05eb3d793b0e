import * as z from "../../deps/zod.ts";

/** A user name and a password. */
export interface PasswordCredential {
  /** What it is. */
  kind: "password";
  /** The user's name. */
  username: string;
  /** The password, or a personal access token that takes its place. */
  password: string;
}

/** A token that is sent as it is, `Authorization: Bearer`. */
export interface TokenCredential {
  /** What it is. */
  kind: "token";
  /** The token. */
  token: string;
  /** The user's name, where it is known. */
  username?: string;
  /** When the token ends, in milliseconds since 1970; unknown if left out. */
  expiresAt?: number;
}

/** A long-lived token that is exchanged for short-lived ones (OAuth 2.0's refresh token, Docker's identity token). */
export interface IdentityCredential {
  /** What it is. */
  kind: "identity";
  /** The refresh token. */
  token: string;
  /** The user's name, where it is known. */
  username?: string;
}

/** What proves to a registry who the user is. */
export type Credential = PasswordCredential | TokenCredential | IdentityCredential;

const text = z.string().min(1);

/** What a stored credential must be. */
export const credentialSchema: z.ZodType<Credential> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("password"), username: text, password: text }),
  z.object({
    kind: z.literal("token"),
    token: text,
    username: text.optional(),
    expiresAt: z.number().optional(),
  }),
  z.object({ kind: z.literal("identity"), token: text, username: text.optional() }),
]);

/** The parts of a credential that nobody else may see, in each form in which they travel. */
export function secretsOf(credential: Credential): string[] {
  if (credential.kind !== "password") return [credential.token];
  return [credential.password, basicToken(credential)];
}

/**
 * The value of `Authorization: Basic` (RFC 7617, in UTF-8).
 */
export function basicToken({ username, password }: PasswordCredential): string {
  return new TextEncoder().encode(`${username}:${password}`).toBase64();
}
