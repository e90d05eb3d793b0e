import { type Logger, SILENT_LOGGER, VERSION } from "../base/mod.ts";
import { Credentials, type CredentialsOptions } from "./credentials/mod.ts";
import { type HubClient, openHubClient } from "./huggingface/mod.ts";
import {
  type RegistryAddress,
  RegistryClient,
  type RegistryClientOptions,
  type Sleep,
} from "./registry/mod.ts";
import { systemSleep } from "./registry/retry.ts";
import { cleanStagings, Staging } from "./staging.ts";
import { Transfers } from "./transfer/mod.ts";

/** What a {@linkcode Hub} is made of. All that reaches outside can be given. */
export interface HubOptions {
  /** The folder of what has come of files and models that are not complete, on the file system of the models. */
  partials: string;
  /** Where credentials are. */
  credentials: CredentialsOptions;
  /** Reads an environment variable. */
  env: (name: string) => string | undefined;
  /** The user's home folder, if it is known. */
  userHome: string | undefined;
  /** Takes what is tried again, and why. */
  logger?: Logger;
  /** Makes requests; the built-in one unless given. */
  fetch?: typeof fetch;
  /** Waits; on the system's clock unless given. */
  sleep?: Sleep;
  /** The time in milliseconds since 1970. */
  now?: () => number;
  /** Gives a number from 0 up to 1. */
  random?: () => number;
}

/** What every connection to a registry shares; `signIn` and `whoAmI` take it too. */
export type RegistryConnection =
  & Omit<RegistryClientOptions, "credentials" | "transfers">
  & { credentials: Credentials };

/** The ways out: downloads, credentials, Hugging Face, registries. Making one touches nothing. */
export class Hub {
  /** The user's credentials. */
  readonly credentials: Credentials;
  /** The downloads; those of all clients together. */
  readonly transfers: Transfers;
  readonly #options: HubOptions;

  /** Names the places; asks and reads nothing yet. */
  constructor(options: HubOptions) {
    const { partials, logger, fetch, sleep, now, random } = options;
    this.#options = options;
    this.credentials = new Credentials(options.credentials);
    this.transfers = new Transfers({ partials, logger, fetch, sleep, now, random });
  }

  /**
   * A client of Hugging Face, by what the environment and the token's file say now.
   *
   * @throws {HologramError} `usage` when the environment names no usable address or token.
   */
  huggingFace(): Promise<HubClient> {
    const { env, userHome, fetch = globalThis.fetch, sleep = systemSleep } = this.#options;
    return openHubClient({ env, userHome, fetch, sleep });
  }

  /**
   * A client of a registry.
   *
   * @throws {HologramError} `invalid` when it may not be spoken to without TLS.
   */
  registry(address: RegistryAddress): RegistryClient {
    return new RegistryClient({ ...this.connection(address), transfers: this.transfers });
  }

  /** What a connection to a registry is made of. */
  connection(address: RegistryAddress): RegistryConnection {
    const { logger = SILENT_LOGGER, fetch, sleep } = this.#options;
    const { now = Date.now, random = Math.random } = this.#options;
    return {
      ...address,
      credentials: this.credentials,
      userAgent: `hologram/${VERSION}`,
      ...{ now, random, fetch, sleep, logger },
    };
  }

  /**
   * The folder in which a model is put together that has this key; whoever else has it open comes first.
   *
   * @param key Names what is fetched: letters, digits, `-`, `_` and `.`.
   */
  stage(key: string, signal?: AbortSignal): Promise<Staging> {
    const { partials, sleep = systemSleep } = this.#options;
    return Staging.open(partials, key, { sleep, signal });
  }

  /**
   * Removes what downloads left that nobody took up for so long.
   *
   * @param olderThanMs Milliseconds since they were last worked on.
   */
  async clean(olderThanMs: number): Promise<void> {
    const { partials, now = Date.now } = this.#options;
    await this.transfers.cleanPartials(olderThanMs);
    await cleanStagings(partials, now() - olderThanMs);
  }
}
