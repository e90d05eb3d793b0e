import { type Logger } from "../base/mod.ts";
import { type Config, registryHost } from "../config/mod.ts";
import { Scheduler } from "../scheduler/mod.ts";
import { selfCommand } from "../self_command.ts";
import { Store } from "../store/mod.ts";
import { type App, createApp } from "./app.ts";
import { openHub } from "./hub_context.ts";
import { cleanUp } from "./clean_up.ts";
import { ServerMetrics } from "./metrics/server_metrics.ts";

/** A server without a port: the app and what it holds. */
export interface OpenServer {
  /** Answers requests. */
  app: App;
  /**
   * Removes what programs that died have left: blobs without a model unless the configuration keeps them, and downloads
   * that nobody took up for a week. What cannot be removed is told in the log.
   */
  cleanUp(): Promise<void>;
  /** Ends every runner. */
  dispose(): Promise<void>;
}

/**
 * Makes the server that a configuration describes.
 *
 * @param boundHost The address that it will listen on, if it will.
 */
export function openServer(config: Config, logger: Logger, boundHost?: string): OpenServer {
  const store = new Store(config.models.path, {
    defaultHost: registryHost(config),
  });
  const { memory_budget_mb, idle_timeout_secs, max_queue, max_loaded_models, load_timeout } =
    config.server;
  const scheduler = new Scheduler({
    command: selfCommand(),
    memoryBudget: memory_budget_mb * 2 ** 20,
    idleTimeoutMs: idle_timeout_secs * 1000,
    maxQueue: max_queue,
    maxLoadedModels: max_loaded_models,
    loadTimeoutMs: Math.max(0, load_timeout * 1000),
    threads: navigator.hardwareConcurrency,
    logger,
  });
  const hub = openHub(config, logger);
  const app = createApp({
    config,
    store,
    scheduler,
    hub,
    logger,
    now: () => new Date(),
    metrics: new ServerMetrics(),
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  }, boundHost);
  return {
    app,
    cleanUp: () => cleanUp({ config, store, hub, logger }),
    dispose: () => scheduler.dispose(),
  };
}
