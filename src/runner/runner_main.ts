import { HologramError } from "../base/mod.ts";
import { runRunner } from "./run_runner.ts";

/**
 * The hidden command `runner --parent PID`: this process holds one model for the server that started it.
 *
 * @throws {HologramError} `usage` when the arguments are not those that a server gives.
 */
export async function runnerMain(args: readonly string[]): Promise<void> {
  const parent = args[0] === "--parent" ? Number(args[1]) : NaN;
  if (!Number.isInteger(parent)) {
    throw new HologramError("The runner command is for the server's own use", { kind: "usage" });
  }
  // Standard output carries frames; whatever a library prints goes to the log.
  console.log = console.info = console.debug = console.error;
  await runRunner(parent, { input: Deno.stdin.readable, output: Deno.stdout.writable });
  // Threads of the engine would keep the process alive.
  Deno.exit(0);
}
