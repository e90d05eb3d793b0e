import { HologramError } from "../../base/mod.ts";
import type { Credential, Credentials } from "../credentials/mod.ts";
import { deviceFlow, type DevicePrompt, findDeviceServer } from "./device_flow.ts";
import { RegistryClient, type RegistryClientOptions } from "./registry_client.ts";
import type { TokenServerOptions } from "./request_token.ts";
import { systemSleep } from "./retry.ts";
import { NO_TRANSFERS } from "./transfers.ts";

/** What asks the user. */
export interface SignInPrompts {
  /** Asks for the user's name. */
  username: () => Promise<string>;
  /** Asks for the password, which is not shown while it is typed. */
  password: (username: string) => Promise<string>;
  /** Shows where to sign in on a page, and with which code. */
  device: (prompt: DevicePrompt) => void | Promise<void>;
}

/** How a user signs in. */
export interface SignInOptions extends Omit<RegistryClientOptions, "credentials" | "transfers"> {
  /** Where the credential is stored once the registry has taken it. */
  credentials: Credentials;
  /** A token that the user has: nothing is asked. */
  token?: string;
  /** The user's name, if it is known. */
  username?: string;
  /** The password, if it is known. */
  password?: string;
  /** Asks for what is not known; where there is nobody to ask, that is an error. */
  prompts?: SignInPrompts;
  /** Ends it. */
  signal?: AbortSignal;
}

/** What a sign-in came to. */
export interface SignedIn {
  /** The registry's host. */
  host: string;
  /** The user's name there, where it is known. */
  username: string | undefined;
  /** Whether the registry has checked the credential; false for one that asks for none. */
  isChecked: boolean;
}

/**
 * Signs in at a registry and stores the credential, after the registry has taken it: a token, else a user name and
 * password, else, where the registry offers it and no name is given, by a code on a page.
 *
 * @throws {HologramError} `forbidden`, `unauthorized: ...`, for a wrong credential; `usage` when something is missing and
 * there is nobody to ask; else as the methods of {@linkcode RegistryClient}. Nothing is stored then.
 */
export async function signIn(options: SignInOptions): Promise<SignedIn> {
  const anonymous = clientWith(undefined, options);
  const isAsking = await asksForCredentials(anonymous, options.signal);
  const candidates = await candidatesOf(anonymous, options);
  const { host } = anonymous.url;
  const refusals: HologramError[] = [];
  for (const credential of candidates) {
    try {
      const taken = await checked(credential, options);
      await options.credentials.set(host, taken);
      return { host, username: taken.username, isChecked: isAsking };
    } catch (error) {
      const isRefused = error instanceof HologramError &&
        error.kind !== "unavailable" && error.kind !== "cancelled";
      if (!isRefused) throw error;
      refusals.push(error);
    }
  }
  throw refusals[0]!;
}

/** Whether a registry asks anonymous users to sign in. */
async function asksForCredentials(client: RegistryClient, signal?: AbortSignal): Promise<boolean> {
  try {
    await client.ping({ signal });
  } catch (error) {
    if (!(error instanceof HologramError) || error.kind !== "forbidden") throw error;
  }
  return client.challenge !== undefined;
}

/** What the user may mean, in the order in which the registry is asked. */
async function candidatesOf(
  client: RegistryClient,
  options: SignInOptions,
): Promise<Credential[]> {
  const { token, prompts, signal } = options;
  let { username, password } = options;
  if (token !== undefined) {
    // A registry may take a token as it is, or exchange it for others; with a name, as a password too.
    const named = username === undefined ? {} : { username };
    const asPassword: Credential[] = username === undefined
      ? []
      : [{ kind: "password", username, password: token }];
    const asToken: Credential[] = client.challenge?.scheme === "basic"
      ? []
      : [{ kind: "token", token, ...named }, { kind: "identity", token, ...named }];
    if (asToken.length + asPassword.length > 0) return [...asToken, ...asPassword];
    throw new HologramError(
      `Cannot sign in at ${client.url.host}: it expects a user name with the token`,
      { kind: "usage" },
    );
  }
  if (username === undefined && password === undefined && prompts !== undefined) {
    const server = await deviceServer(client, options);
    if (server !== undefined) {
      const credential = await deviceFlow(server, prompts.device, tokenOptions(client, options));
      signal?.throwIfAborted();
      return [credential];
    }
  }
  username ??= await prompts?.username();
  if (username) password ??= await prompts?.password(username);
  if (username && password) return [{ kind: "password", username, password }];
  throw new HologramError(
    `Cannot sign in at ${client.url.host}: expected a token, or a user name and a password`,
    { kind: "usage", hint: "Give --token, or sign in at a terminal" },
  );
}

/** Asks the registry whether it takes a credential; gives what is to be stored, which a server may have renewed. */
async function checked(credential: Credential, options: SignInOptions): Promise<Credential> {
  let current = credential;
  const client = new RegistryClient({
    ...options,
    transfers: NO_TRANSFERS,
    credentials: {
      get: () => Promise.resolve(current),
      set: (_host, renewed) => {
        current = renewed;
        return Promise.resolve();
      },
    },
  });
  await client.ping({ signal: options.signal });
  return current;
}

function clientWith(credential: Credential | undefined, options: SignInOptions): RegistryClient {
  return new RegistryClient({
    ...options,
    transfers: NO_TRANSFERS,
    credentials: { get: () => Promise.resolve(credential) },
  });
}

function deviceServer(client: RegistryClient, options: SignInOptions) {
  const { challenge } = client;
  if (challenge?.scheme !== "bearer") return undefined;
  return findDeviceServer(challenge.realm, tokenOptions(client, options));
}

function tokenOptions({ url }: RegistryClient, options: SignInOptions): TokenServerOptions {
  const { fetch = globalThis.fetch, sleep = systemSleep, realmHosts = [] } = options;
  const { userAgent, now, random, signal } = options;
  const insecure = url.protocol === "http:";
  return { host: url.host, insecure, realmHosts, userAgent, fetch, now, random, sleep, signal };
}
