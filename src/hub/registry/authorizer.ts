import { HologramError } from "../../base/mod.ts";
import { basicToken, type Credential, secretsOf } from "../credentials/mod.ts";
import { type Challenge, chooseChallenge, parseChallenges } from "./challenge.ts";
import { signInHint } from "./sign_in_hint.ts";
import { type AccessToken, requestToken, type TokenServerOptions } from "./request_token.ts";

/** Where a client takes the credential of its registry from. */
export interface CredentialProvider {
  /** The credential of a host, if there is one. */
  get(host: string): Promise<Credential | undefined>;
  /** Stores a credential that the registry has replaced by a new one. */
  set?(host: string, credential: Credential): Promise<void>;
}

/** What an {@linkcode Authorizer} is told. */
export interface AuthorizerOptions extends TokenServerOptions {
  /** The credentials. */
  credentials: CredentialProvider;
}

/** A part of a token's life that is left unused: its last 5 s, within which a request could come too late. */
const MARGIN = 5000;

/**
 * Answers a registry's challenges, Bearer and Basic. Nothing secret is sent before the registry asks for it. Tokens are
 * kept per set of rights until they end.
 */
export class Authorizer {
  readonly #options: AuthorizerOptions;
  readonly #tokens = new Map<string, AccessToken>();
  readonly #secrets = new Set<string>();
  #challenge: Challenge | undefined;

  /** Nothing is asked for yet. */
  constructor(options: AuthorizerOptions) {
    this.#options = options;
  }

  /**
   * The `Authorization` of a request with these rights: none before the first challenge.
   *
   * @throws {HologramError} as {@linkcode Authorizer.answer}.
   */
  async header(scopes: readonly string[], signal?: AbortSignal): Promise<string | undefined> {
    const challenge = this.#challenge;
    if (challenge === undefined) return undefined;
    return await this.#header(challenge, scopes, scopes, signal);
  }

  /**
   * Answers a challenge to a request that had the given `Authorization`. `undefined` when there is nothing better to
   * send.
   *
   * @throws {HologramError} `forbidden` when the token server is on another host, or refuses the credential;
   * `unsupported` for another scheme than Bearer and Basic.
   */
  async answer(
    wwwAuthenticate: string | null,
    scopes: readonly string[],
    refused: string | undefined,
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    const challenges = parseChallenges(wwwAuthenticate ?? "");
    const challenge = chooseChallenge(challenges);
    if (challenge === undefined) {
      if (challenges.length === 0) return undefined;
      const schemes = challenges.map(({ scheme }) => scheme).join(", ");
      throw new HologramError(
        `unauthorized: registry ${this.#options.host} expects ${schemes}, which is not supported`,
        { kind: "unsupported", hint: "Bearer and Basic are supported" },
      );
    }
    this.#challenge = challenge;
    this.#tokens.delete(keyOf(scopes));
    const wanted = [...new Set([...scopes, ...challenge.scope.split(" ").filter(Boolean)])];
    const header = await this.#header(challenge, scopes, wanted, signal);
    return header === refused ? undefined : header;
  }

  /** The challenge that the registry made last. */
  get challenge(): Challenge | undefined {
    return this.#challenge;
  }

  /** Text without the secrets that this has handled, should a server have echoed one. */
  redact(text: string): string {
    return [...this.#secrets].reduce((text, secret) => text.replaceAll(secret, "***"), text);
  }

  async #header(
    challenge: Challenge,
    scopes: readonly string[],
    wanted: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<string | undefined> {
    const { host, now } = this.#options;
    const known = this.#tokens.get(keyOf(scopes));
    if (known !== undefined && known.expiresAt > now() + MARGIN) return `Bearer ${known.token}`;
    const credential = await this.#options.credentials.get(host);
    for (const secret of credential ? secretsOf(credential) : []) this.#secrets.add(secret);
    if (challenge.scheme === "basic") {
      return credential?.kind === "password" ? `Basic ${basicToken(credential)}` : undefined;
    }
    if (credential?.kind === "token") return `Bearer ${this.#checked(credential)}`;
    const token = await requestToken(challenge, wanted, credential, {
      ...this.#options,
      redact: (text) => this.redact(text),
      signal,
    });
    for (const secret of [token.token, token.refreshToken]) if (secret) this.#secrets.add(secret);
    this.#tokens.set(keyOf(scopes), token);
    if (credential?.kind === "identity" && token.refreshToken !== undefined) {
      await this.#options.credentials.set?.(host, { ...credential, token: token.refreshToken });
    }
    return `Bearer ${token.token}`;
  }

  #checked({ token, expiresAt }: Extract<Credential, { kind: "token" }>): string {
    const { host, now } = this.#options;
    if (expiresAt === undefined || expiresAt > now()) return token;
    throw new HologramError(`unauthorized: the sign-in at ${host} has expired`, {
      kind: "forbidden",
      hint: signInHint(host),
    });
  }
}

function keyOf(scopes: readonly string[]): string {
  return [...scopes].sort().join(" ");
}
