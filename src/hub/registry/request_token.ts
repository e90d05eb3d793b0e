import { HologramError } from "../../base/mod.ts";
import * as z from "../../deps/zod.ts";
import { basicToken, type Credential } from "../credentials/mod.ts";
import type { Challenge } from "./challenge.ts";
import { fetchWhole, type WholeRequest } from "./fetch_whole.ts";
import {
  isTransientStatus,
  kindOfStatus,
  oneLine,
  parseJson,
  readFault,
  RegistryError,
} from "./registry_error.ts";
import { insecureProtocol, isSameHost } from "./registry_url.ts";
import { type RetryOptions, withRetries } from "./retry.ts";
import { signInHint } from "./sign_in_hint.ts";

/** What is known of a registry whose token server is to be asked. */
export interface TokenServerOptions extends RetryOptions {
  /** The registry's host. */
  host: string;
  /** Whether its token server may be spoken to without TLS. */
  insecure: boolean;
  /** Further hosts that its tokens may come from. */
  realmHosts: readonly string[];
  /** What this program calls itself. */
  userAgent: string;
  /** Makes requests. */
  fetch: typeof globalThis.fetch;
  /** The time in milliseconds since 1970. */
  now: () => number;
}

/** A token for some rights. */
export interface AccessToken {
  /** The token. */
  token: string;
  /** When it ends, in milliseconds since 1970, by this machine's clock. */
  expiresAt: number;
  /** The identity token that takes the place of the one that was sent. */
  refreshToken: string | undefined;
}

/** The name by which token servers know this program (OAuth 2.0's client identifier; it has no secret). */
export const CLIENT_ID = "hologram";

const answer = z.object({
  token: z.string().min(1).optional(),
  access_token: z.string().min(1).optional(),
  expires_in: z.number().positive().optional(),
  refresh_token: z.string().min(1).optional(),
}).refine(({ token, access_token }) => token !== undefined || access_token !== undefined);

/** How long a token lives that does not say it, in seconds (Docker's token specification). */
const DEFAULT_LIFE = 60;

/**
 * Asks a registry's token server for a token (Docker's token authentication): with a user's name and password or nobody's
 * by GET, with an identity token by POST (OAuth 2.0).
 *
 * @throws {HologramError} `forbidden` when the server is neither on the registry's own host nor on one that is allowed,
 * before anything is sent to it, and when it refuses the credential; `unavailable` when it fails.
 */
export async function requestToken(
  challenge: Challenge,
  scopes: readonly string[],
  credential: Exclude<Credential, { kind: "token" }> | undefined,
  options: TokenServerOptions & { redact: (text: string) => string },
): Promise<AccessToken> {
  const url = realmUrl(challenge.realm, options);
  const request = credential?.kind === "identity"
    ? refreshRequest(challenge, scopes, credential.token)
    : scopedRequest(url, challenge, scopes, credential);
  const { host, fetch, userAgent, signal, redact } = options;
  return await withRetries(async () => {
    const { status, bytes } = await fetchWhole(fetch, url, {
      ...request,
      headers: { ...request.headers, "user-agent": userAgent },
      redirects: 0,
      signal,
    });
    if (status === 200) return parseToken(bytes, options);
    const { codes, message } = readFault(status, bytes);
    const isRefused = [400, 401, 403].includes(status);
    throw new RegistryError(
      isRefused
        ? `unauthorized: ${redact(message)}`
        : `Cannot get a token for registry ${host}: ${redact(message)}`,
      {
        kind: isRefused ? "forbidden" : kindOfStatus(status),
        httpStatus: status,
        codes,
        isTransient: isTransientStatus(status),
        hint: isRefused ? signInHint(host) : undefined,
      },
    );
  }, options);
}

/**
 * The URL of a token server, if it may be trusted with credentials.
 *
 * @throws {HologramError} `forbidden` when it may not.
 */
export function realmUrl(
  realm: string,
  { host, insecure, realmHosts }: Pick<TokenServerOptions, "host" | "insecure" | "realmHosts">,
): URL {
  const isTrusted = [host, ...realmHosts].some((trusted) => isSameHost(realm, trusted));
  if (!isTrusted) {
    const named = URL.canParse(realm) ? new URL(realm).host : oneLine(realm);
    throw new HologramError(
      `unauthorized: registry ${host} names a token server on another host, ${named || "none"}`,
      { kind: "forbidden", hint: "Nothing was sent to it" },
    );
  }
  const url = new URL(realm);
  if (url.protocol === "http:" && !insecure) throw insecureProtocol();
  url.username = url.password = url.hash = "";
  return url;
}

function scopedRequest(
  url: URL,
  { service }: Challenge,
  scopes: readonly string[],
  credential: Extract<Credential, { kind: "password" }> | undefined,
): WholeRequest {
  if (service !== "") url.searchParams.set("service", service);
  for (const scope of scopes) url.searchParams.append("scope", scope);
  if (credential === undefined) return { method: "GET" };
  url.searchParams.set("account", credential.username);
  return { method: "GET", authorization: `Basic ${basicToken(credential)}` };
}

function refreshRequest(
  { service }: Challenge,
  scopes: readonly string[],
  token: string,
): WholeRequest {
  const form = new URLSearchParams({
    ...{ grant_type: "refresh_token", client_id: CLIENT_ID, refresh_token: token, service },
    ...scopes.length > 0 ? { scope: scopes.join(" ") } : {},
  });
  return {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new TextEncoder().encode(form.toString()),
  };
}

function parseToken(bytes: Uint8Array, { host, now }: TokenServerOptions): AccessToken {
  const parsed = answer.safeParse(parseJson(bytes));
  if (!parsed.success) {
    throw new RegistryError(
      `Cannot get a token for registry ${host}: expected token or access_token in the answer`,
      { kind: "invalid" },
    );
  }
  const { token, access_token, expires_in = DEFAULT_LIFE, refresh_token } = parsed.data;
  return {
    token: token ?? access_token!,
    expiresAt: now() + expires_in * 1000,
    refreshToken: refresh_token,
  };
}
