import { loadConfig } from "../config/mod.ts";
import type { CliContext } from "./cli_context.ts";
import type { Terminal } from "./terminal.ts";

/**
 * What commands are given in this process.
 *
 * @param signal Fires when the command is to end.
 * @param env Reads an environment variable.
 */
export function openContext(
  terminal: Terminal,
  signal: AbortSignal,
  env: (name: string) => string | undefined,
): CliContext {
  const config: CliContext["config"] = (flags) => loadConfig({ env, flags });
  return {
    terminal,
    signal,
    config,
    now: () => new Date(),
    async withClient(work, { patienceMs } = {}) {
      const { connect } = await import("./client.ts");
      const client = await connect(await config(), patienceMs);
      try {
        return await work(client);
      } catch (error) {
        const { suggestModel } = await import("./suggest_model.ts");
        throw await suggestModel(client, error);
      } finally {
        await client.close();
      }
    },
  };
}
