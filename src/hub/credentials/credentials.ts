import { errorMessage, type Logger, SILENT_LOGGER } from "../../base/mod.ts";
import type { Credential } from "./credential.ts";
import { CredentialFile } from "./credential_file.ts";
import { askCredentialHelper } from "./credential_helper.ts";
import { credentialHost } from "./credential_host.ts";
import { type DockerConfig, readDockerConfig } from "./docker_config.ts";

/** Where a credential comes from. */
export type CredentialSource = "environment" | "file" | "docker";

/** Where credentials are looked for. */
export interface CredentialsOptions {
  /** The file in which this program keeps them. */
  path: string;
  /** Docker's `config.json`, which is read and never written. */
  dockerConfig?: string;
  /** A token given in the environment, and the one host that it is meant for: it is sent to no other. */
  environment?: { host: string; token: string };
  /** How long a credential helper may take, in milliseconds. */
  helperTimeout?: number;
  /** Takes warnings: a file that others may read, a helper that fails. */
  logger?: Logger;
}

/** A credential, and where it was found. */
export interface FoundCredential {
  /** The credential. */
  credential: Credential;
  /** Where it was found. */
  source: CredentialSource;
}

/** Who the user is at a registry, without any secret. */
export interface CredentialEntry {
  /** The registry's host, with its port if need be. */
  host: string;
  /** The user's name there, where it is known. */
  username: string | undefined;
  /** Where the credential is. */
  source: CredentialSource;
}

/**
 * The credentials of this user, by registry: first the environment, then what this program stored, then Docker's
 * configuration and credential helpers. Hosts are told apart whatever their letter case.
 */
export class Credentials {
  readonly #file: CredentialFile;
  readonly #options: CredentialsOptions;
  readonly #logger: Logger;

  /** Names the places; nothing is read yet. */
  constructor(options: CredentialsOptions) {
    this.#options = options;
    this.#logger = options.logger ?? SILENT_LOGGER;
    this.#file = new CredentialFile(options.path, this.#logger);
  }

  /**
   * The credential of a host, if there is one.
   *
   * @throws {HologramError} `invalid` when the program's own file is damaged.
   */
  async get(host: string): Promise<Credential | undefined> {
    return (await this.find(host))?.credential;
  }

  /**
   * The credential of a host and where it is from. What Docker has left unreadable counts as absent, with a warning.
   *
   * @throws {HologramError} `invalid` when the program's own file is damaged.
   */
  async find(host: string): Promise<FoundCredential | undefined> {
    const key = credentialHost(host);
    const { environment } = this.#options;
    if (environment !== undefined && credentialHost(environment.host) === key) {
      return { credential: { kind: "token", token: environment.token }, source: "environment" };
    }
    const stored = (await this.#file.read()).get(key);
    if (stored !== undefined) return { credential: stored, source: "file" };
    const docker = await this.#fromDocker(key);
    return docker && { credential: docker, source: "docker" };
  }

  /**
   * Stores the credential of a host in the program's file, in the place of the one before.
   *
   * @throws {HologramError} `forbidden` when the file cannot be written; `invalid` when it is damaged.
   */
  async set(host: string, credential: Credential): Promise<void> {
    await this.#file.update((stored) => stored.set(credentialHost(host), credential));
  }

  /**
   * Removes the credential of a host from the program's file; false when it has none. What the environment and Docker
   * have stays.
   *
   * @throws {HologramError} as {@linkcode Credentials.set}.
   */
  async remove(host: string): Promise<boolean> {
    if (!(await this.#file.read()).has(credentialHost(host))) return false;
    let isRemoved = false;
    await this.#file.update((stored) => isRemoved = stored.delete(credentialHost(host)));
    return isRemoved;
  }

  /**
   * The hosts that have a credential, sorted, with the source that {@linkcode Credentials.find} takes. Credential helpers
   * are not asked: a host that only such a helper knows is not listed.
   *
   * @throws {HologramError} `invalid` when the program's own file is damaged.
   */
  async list(): Promise<CredentialEntry[]> {
    const entries = new Map<string, CredentialEntry>();
    const add = (host: string, source: CredentialSource, username?: string) => {
      if (!entries.has(host)) entries.set(host, { host, username, source });
    };
    const { environment } = this.#options;
    if (environment !== undefined) add(credentialHost(environment.host), "environment");
    for (const [host, { username }] of await this.#file.read()) add(host, "file", username);
    const docker = (await this.#dockerConfig())?.credentials ?? [];
    for (const [host, { username }] of docker) add(host, "docker", username);
    return [...entries.values()].sort((a, b) => a.host < b.host ? -1 : 1);
  }

  async #fromDocker(host: string): Promise<Credential | undefined> {
    const config = await this.#dockerConfig();
    if (config === undefined) return undefined;
    const helper = config.helpers.get(host) ?? config.defaultHelper;
    const found = helper &&
      await this.#warning(() =>
        askCredentialHelper(helper, host, { timeout: this.#options.helperTimeout })
      );
    return found || config.credentials.get(host);
  }

  #dockerConfig(): Promise<DockerConfig | undefined> {
    const path = this.#options.dockerConfig;
    if (path === undefined) return Promise.resolve(undefined);
    return this.#warning(() => readDockerConfig(path));
  }

  /** Does something with another program's credentials, whose faults are no reason to stop. */
  async #warning<T>(action: () => Promise<T | undefined>): Promise<T | undefined> {
    try {
      return await action();
    } catch (error) {
      this.#logger.log("warn", errorMessage(error));
      return undefined;
    }
  }
}
