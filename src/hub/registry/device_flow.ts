import { HologramError } from "../../base/mod.ts";
import * as z from "../../deps/zod.ts";
import type { IdentityCredential, TokenCredential } from "../credentials/mod.ts";
import { fetchWhole, type WholeResponse } from "./fetch_whole.ts";
import { isTransientStatus, kindOfStatus, readFault, RegistryError } from "./registry_error.ts";
import { parseJson } from "./registry_error.ts";
import { CLIENT_ID, realmUrl, type TokenServerOptions } from "./request_token.ts";

/** What the user does to let this program in. */
export interface DevicePrompt {
  /** The page to open. */
  url: string;
  /** The page with the code filled in, if the server offers that. */
  completeUrl: string | undefined;
  /** What to type there. */
  code: string;
}

/** A server that lets users in on a page of its own (RFC 8628). */
export interface DeviceServer {
  /** Where the flow starts. */
  authorization: URL;
  /** Where the token is asked for. */
  token: URL;
}

const httpUrl = z.string().refine((text) =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
);
const metadata = z.object({
  issuer: httpUrl,
  device_authorization_endpoint: httpUrl.optional(),
  token_endpoint: httpUrl,
});
const started = z.object({
  device_code: z.string().min(1),
  // It is shown to the user as it is.
  user_code: z.string().regex(/^[\x21-\x7e]{1,64}$/),
  verification_uri: httpUrl,
  verification_uri_complete: httpUrl.optional(),
  expires_in: z.number().positive(),
  interval: z.number().nonnegative().optional(),
});
const granted = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.number().positive().optional(),
});

/** Where a server describes itself (RFC 8414). */
const WELL_KNOWN = "/.well-known/oauth-authorization-server";

/**
 * Looks whether the server of a registry's tokens offers the device flow; `undefined` when it does not.
 *
 * @throws {HologramError} `forbidden` when it, or what it names, is on a host that is not to be trusted.
 */
export async function findDeviceServer(
  realm: string,
  options: TokenServerOptions,
): Promise<DeviceServer | undefined> {
  const { origin } = realmUrl(realm, options);
  const { status, bytes } = await post(new URL(WELL_KNOWN, origin), undefined, options);
  if (status !== 200) return undefined;
  const parsed = metadata.safeParse(parseJson(bytes));
  const authorization = parsed.data?.device_authorization_endpoint;
  // Another issuer could make this program hand its code to a server of another.
  if (!parsed.success || new URL(parsed.data.issuer).origin !== origin || !authorization) {
    return undefined;
  }
  return {
    authorization: realmUrl(authorization, options),
    token: realmUrl(parsed.data.token_endpoint, options),
  };
}

/**
 * Lets the user sign in on a page (OAuth 2.0 device authorization grant, RFC 8628): shows where and with which code, and
 * asks for the token until there is one.
 *
 * @throws {HologramError} `forbidden` when the user declines or the code runs out; `invalid` for an answer that is not as
 * the RFC says.
 */
export async function deviceFlow(
  server: DeviceServer,
  show: (prompt: DevicePrompt) => void | Promise<void>,
  options: TokenServerOptions,
): Promise<IdentityCredential | TokenCredential> {
  const { host, now, sleep, signal } = options;
  const response = await post(server.authorization, { client_id: CLIENT_ID }, options);
  if (response.status !== 200) throw refusal(response, host);
  const start = started.safeParse(parseJson(response.bytes));
  if (!start.success) throw unexpected(host, start.error);
  const { device_code, user_code, verification_uri, expires_in } = start.data;
  const end = now() + expires_in * 1000;
  let interval = (start.data.interval ?? 5) * 1000;
  const completeUrl = start.data.verification_uri_complete;
  await show({ url: verification_uri, completeUrl, code: user_code });
  while (now() + interval < end) {
    await sleep(interval, signal);
    const answer = await poll(server.token, device_code, options);
    if (answer === undefined) {
      // No connection: the RFC wants ever longer pauses.
      interval *= 2;
    } else if (answer.status === 200) {
      return credentialOf(answer, options);
    } else {
      const [code] = readFault(answer.status, answer.bytes).codes;
      if (code === "slow_down") interval += 5000;
      else if (code === "expired_token") break;
      else if (code === "access_denied") throw declined(host);
      else if (code !== "authorization_pending") throw refusal(answer, host);
    }
  }
  throw new HologramError(`Cannot sign in at ${host}: the code has expired`, {
    kind: "forbidden",
    hint: "Sign in again, and enter the code in time",
  });
}

function declined(host: string): HologramError {
  return new HologramError(`Cannot sign in at ${host}: the request was declined`, {
    kind: "forbidden",
  });
}

/** One question for the token; `undefined` when there was no answer, or one that may change by itself. */
async function poll(
  url: URL,
  device_code: string,
  options: TokenServerOptions,
): Promise<WholeResponse | undefined> {
  const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
  try {
    const answer = await post(url, { grant_type, device_code, client_id: CLIENT_ID }, options);
    return isTransientStatus(answer.status) ? undefined : answer;
  } catch (error) {
    if (error instanceof RegistryError && error.kind === "unavailable") return undefined;
    throw error;
  }
}

/** Sends a form, or asks for a page where there is none. */
function post(
  url: URL,
  form: Record<string, string> | undefined,
  { fetch, userAgent, signal }: TokenServerOptions,
): Promise<WholeResponse> {
  const headers = { "user-agent": userAgent, accept: "application/json" };
  if (form === undefined) {
    return fetchWhole(fetch, url, { method: "GET", headers, redirects: 0, signal });
  }
  return fetchWhole(fetch, url, {
    method: "POST",
    headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
    body: new TextEncoder().encode(new URLSearchParams(form).toString()),
    redirects: 0,
    signal,
  });
}

function credentialOf(
  { bytes }: WholeResponse,
  { host, now }: TokenServerOptions,
): IdentityCredential | TokenCredential {
  const parsed = granted.safeParse(parseJson(bytes));
  if (!parsed.success) throw unexpected(host, parsed.error);
  const { access_token, refresh_token, expires_in } = parsed.data;
  if (refresh_token !== undefined) return { kind: "identity", token: refresh_token };
  const end = expires_in === undefined ? {} : { expiresAt: now() + expires_in * 1000 };
  return { kind: "token", token: access_token, ...end };
}

function unexpected(host: string, { issues }: z.ZodError): HologramError {
  const field = issues[0]!.path.join(".") || "JSON";
  return new HologramError(
    `Cannot sign in at ${host}: expected ${field} in the answer of its server`,
    { kind: "invalid" },
  );
}

function refusal({ status, bytes }: WholeResponse, host: string): RegistryError {
  const { codes, message } = readFault(status, bytes);
  return new RegistryError(`Cannot sign in at ${host}: ${message}`, {
    ...{ kind: kindOfStatus(status), httpStatus: status, codes },
  });
}
