import { VERSION } from "../../base/mod.ts";
import type { CliContext } from "../cli_context.ts";

/** Flags of `hologram serve`, which override the configuration. */
export interface ServeOptions {
  /** Address to listen on. */
  host?: string;
  /** Port to listen on. */
  port?: string;
  /** Memory for loaded models, in MB. */
  memoryBudget?: string;
  /** Seconds after which an idle model is unloaded. */
  idleTimeout?: string;
  /** Path of a Unix socket to listen on instead. */
  socket?: string;
  /** Whether other machines may use a server without a key. */
  allowUnauthenticated?: boolean;
  /** PEM file of the certificate for HTTPS. */
  tlsCert?: string;
  /** PEM file of its private key. */
  tlsKey?: string;
  /** Names of models to load at the start. */
  preload?: string[];
}

/** `hologram serve`: serves until Ctrl-C or SIGTERM. */
export async function serve(
  { config, terminal, signal }: CliContext,
  options: ServeOptions,
): Promise<void> {
  const effective = await config({
    "server.host": options.host,
    "server.port": options.port,
    "server.memory_budget_mb": options.memoryBudget,
    "server.idle_timeout_secs": options.idleTimeout,
    "server.socket": options.socket,
    "server.allow_unauthenticated": options.allowUnauthenticated ? "true" : undefined,
    "server.tls_cert": options.tlsCert,
    "server.tls_key": options.tlsKey,
    "server.preload": options.preload?.join(","),
  });
  const { listen } = await import("../../server/mod.ts");
  const { stderrLogger } = await import("../stderr_logger.ts");
  const logger = stderrLogger(effective.logging.level, terminal);
  const server = await listen(effective, logger);
  terminal.print(`Hologram ${VERSION} listens on ${server.url}\n`);
  if (!signal.aborted) {
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
  }
  logger.log("info", "Stopping");
  await server.close();
}
