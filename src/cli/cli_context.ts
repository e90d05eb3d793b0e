import type { Config, SettingKey } from "../config/mod.ts";
import type { ApiClient } from "./client.ts";
import type { Terminal } from "./terminal.ts";

/** What every command is given. */
export interface CliContext {
  /** Where it reads and writes. */
  terminal: Terminal;
  /** Fires at Ctrl-C. */
  signal: AbortSignal;
  /** The effective configuration; `flags` are those of the command that override it, by setting. */
  config(flags?: Partial<Record<SettingKey, string | undefined>>): Promise<Config>;
  /**
   * Runs `work` with a client of the API, and closes it afterwards. `patienceMs` is how long a server may take to say
   * what it is.
   */
  withClient<T>(
    work: (client: ApiClient) => Promise<T>,
    options?: { patienceMs?: number },
  ): Promise<T>;
  /** The present time. */
  now(): Date;
}
