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
  });
  const { listen } = await import("../../server/mod.ts");
  const { stderrLogger } = await import("../stderr_logger.ts");
  const logger = stderrLogger(effective.logging.level, terminal);
  const server = listen(effective, logger);
  terminal.print(`Hologram ${VERSION} listens on ${server.url}\n`);
  if (!signal.aborted) {
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
  }
  logger.log("info", "Stopping");
  await server.close();
}
