import { type Logger, SILENT_LOGGER } from "../../base/mod.ts";
import { Authorizer, type CredentialProvider } from "./authorizer.ts";
import type { Challenge } from "./challenge.ts";
import { fetchWhole, type WholeRequest, type WholeResponse } from "./fetch_whole.ts";
import { isTransientStatus, kindOfStatus, readFault, RegistryError } from "./registry_error.ts";
import { insecureProtocol, type RegistryAddress, registryUrl } from "./registry_url.ts";
import { type Sleep, systemSleep, withRetries } from "./retry.ts";
import { signInHint } from "./sign_in_hint.ts";

/** What a connection to a registry is made of. */
export interface ConnectionOptions extends RegistryAddress {
  /** Where the credential of the registry comes from. */
  credentials: CredentialProvider;
  /** What this program calls itself. */
  userAgent: string;
  /** The time in milliseconds since 1970. */
  now: () => number;
  /** Gives a number from 0 up to 1. */
  random: () => number;
  /** Makes requests. */
  fetch?: typeof globalThis.fetch;
  /** Waits between attempts. */
  sleep?: Sleep;
  /** Further hosts that tokens for the registry may come from. */
  realmHosts?: readonly string[];
  /** Takes a line for each request that failed and is made again. */
  logger?: Logger;
}

/** A request to a registry. */
export interface RegistryRequest
  extends Pick<WholeRequest, "headers" | "body" | "limit" | "timeout" | "signal"> {
  /** What it is for, as an error begins: `push blob`. */
  what: string;
  /** The method. */
  method: "GET" | "HEAD" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** The path below the registry's root, or a URL that the registry named. */
  path: string | URL;
  /** The rights that it needs, `repository:library/x:pull`. */
  scopes?: readonly string[];
  /** The statuses that are no failure. */
  expect: readonly number[];
  /** Whether it is made only once, because a second time could mean something else. */
  isOnce?: boolean;
}

/** Speaks to one registry: authorization, repetition, errors. */
export class Connection {
  /** The registry's root. */
  readonly url: URL;
  readonly #fetch: typeof globalThis.fetch;
  readonly #authorizer: Authorizer;
  readonly #logger: Logger;
  /** How it waits, and its chance. */
  readonly retry: { random: () => number; sleep: Sleep };

  /**
   * Speaks to nobody yet.
   *
   * @throws {HologramError} `invalid` when the registry may not be spoken to without TLS.
   */
  constructor(private readonly options: ConnectionOptions) {
    this.url = registryUrl(options);
    this.#fetch = options.fetch ?? globalThis.fetch;
    this.#logger = options.logger ?? SILENT_LOGGER;
    this.retry = { random: options.random, sleep: options.sleep ?? systemSleep };
    this.#authorizer = new Authorizer({
      ...this.retry,
      host: this.url.host,
      insecure: this.url.protocol === "http:",
      realmHosts: options.realmHosts ?? [],
      credentials: options.credentials,
      userAgent: options.userAgent,
      fetch: this.#fetch,
      now: options.now,
    });
  }

  /**
   * Makes a request, again where that may help, and reads the answer.
   *
   * @throws {RegistryError} when the answer has another status than expected, or none comes.
   */
  async send(request: RegistryRequest): Promise<WholeResponse> {
    const attempt = async () => {
      const response = await this.#authorized(request);
      if (request.expect.includes(response.status)) return response;
      throw this.#refusal(request, response);
    };
    const once = async () => {
      try {
        return await attempt();
      } catch (error) {
        if (error instanceof RegistryError && error.isTransient) {
          this.#logger.log("debug", error.message, { registry: this.url.host });
        }
        throw error;
      }
    };
    return request.isOnce
      ? await once()
      : await withRetries(once, { ...this.retry, signal: request.signal });
  }

  /** The `Authorization` that requests with these rights have now, for those that are made elsewhere. */
  authorization(scopes: readonly string[], signal?: AbortSignal): Promise<string | undefined> {
    return this.#authorizer.header(scopes, signal);
  }

  /** What to send in the place of an `Authorization` that the registry refused; `undefined` when there is nothing. */
  answer(
    challenge: string | null,
    scopes: readonly string[],
    refused: string | undefined,
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    return this.#authorizer.answer(challenge, scopes, refused, signal);
  }

  /** The challenge that the registry made last. */
  get challenge(): Challenge | undefined {
    return this.#authorizer.challenge;
  }

  async #authorized(request: RegistryRequest): Promise<WholeResponse> {
    const { method, scopes = [], headers, body, limit, timeout, signal } = request;
    const url = new URL(request.path, this.url);
    const isOwn = url.origin === this.url.origin;
    const isPlain = url.protocol !== "https:" && this.url.protocol === "https:";
    if (isPlain && !this.options.insecure) throw insecureProtocol();
    const exchange = (authorization: string | undefined) =>
      fetchWhole(this.#fetch, url, {
        ...{ method, body, limit, timeout, signal, authorization },
        headers: { ...headers, "user-agent": this.options.userAgent },
        insecure: this.options.insecure,
      });
    const sent = isOwn ? await this.#authorizer.header(scopes, signal) : undefined;
    const response = await exchange(sent);
    // Only the registry itself may ask for credentials, not where it redirects to.
    if (response.status !== 401 || response.url.origin !== this.url.origin) return response;
    const asked = response.headers.get("www-authenticate");
    const better = await this.#authorizer.answer(asked, scopes, sent, signal);
    return better === undefined ? response : await exchange(better);
  }

  #refusal({ what }: RegistryRequest, { status, headers, bytes }: WholeResponse): RegistryError {
    const { codes, message } = readFault(status, bytes);
    const shown = this.#authorizer.redact(message);
    const retryAfter = Number(headers.get("retry-after") ?? NaN) * 1000;
    const isUnauthorized = status === 401;
    return new RegistryError(isUnauthorized ? `unauthorized: ${shown}` : `${what}: ${shown}`, {
      kind: kindOfStatus(status),
      httpStatus: status,
      codes,
      isTransient: isTransientStatus(status),
      retryAfter: retryAfter >= 0 ? retryAfter : undefined,
      hint: isUnauthorized || status === 403 ? signInHint(this.url.host) : undefined,
    });
  }
}
