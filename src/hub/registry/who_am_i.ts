import { HologramError } from "../../base/mod.ts";
import type { Credentials, CredentialSource } from "../credentials/mod.ts";
import { NO_TRANSFERS } from "./transfers.ts";
import { RegistryClient, type RegistryClientOptions } from "./registry_client.ts";

/** Who the user is at a registry. */
export interface Identity {
  /** The registry's host. */
  host: string;
  /** The user's name, where it is known. */
  username: string | undefined;
  /** Where the credential is. */
  source: CredentialSource;
  /** Whether the registry takes the credential now; one that asks for none takes any. */
  isAccepted: boolean;
}

/** What is needed to find that out. */
export interface WhoAmIOptions extends Omit<RegistryClientOptions, "credentials" | "transfers"> {
  /** The user's credentials. */
  credentials: Credentials;
  /** Ends it. */
  signal?: AbortSignal;
}

/**
 * Who the user is at a registry, and whether the registry agrees; `undefined` for nobody.
 *
 * @throws {RegistryError} when the registry does not answer.
 */
export async function whoAmI(options: WhoAmIOptions): Promise<Identity | undefined> {
  const client = new RegistryClient({ ...options, transfers: NO_TRANSFERS });
  const { host } = client.url;
  const found = await options.credentials.find(host);
  if (found === undefined) return undefined;
  const { credential: { username }, source } = found;
  try {
    await client.ping({ signal: options.signal });
    return { host, username, source, isAccepted: true };
  } catch (error) {
    if (!(error instanceof HologramError) || error.kind !== "forbidden") throw error;
    return { host, username, source, isAccepted: false };
  }
}
