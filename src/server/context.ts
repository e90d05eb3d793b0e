import type { Logger } from "../base/mod.ts";
import type { Config } from "../config/mod.ts";
import type { Hub } from "../hub/mod.ts";
import type { Scheduler } from "../scheduler/mod.ts";
import type { Store } from "../store/mod.ts";
import type { ServerMetrics } from "./metrics/server_metrics.ts";

/** What the routes work with. */
export interface ServerContext {
  /** The effective configuration. */
  config: Config;
  /** The models on this disk. */
  store: Store;
  /** The loaded models. */
  scheduler: Scheduler;
  /** The ways to Hugging Face and to registries. */
  hub: Hub;
  /** Where requests and failures are told. */
  logger: Logger;
  /** The present time. */
  now: () => Date;
  /** What is counted. */
  metrics: ServerMetrics;
  /** Random bytes, for identifiers. */
  randomBytes: (count: number) => Uint8Array;
}

/** Who sends a request; given to the app with every request. */
export interface RequestOrigin {
  /** Whether the client runs on this machine, so that a path means the same file to both. */
  local: boolean;
  /** Fires when the client goes away before it has a response. */
  signal: AbortSignal;
}

/** The types of the app's environment. */
export interface AppEnvironment {
  /** What comes along with a request. */
  Bindings: RequestOrigin;
}
