import type { CliContext } from "../cli_context.ts";

/** `hologram stop MODEL...`: unloads models now; what they were answering fails. */
export async function stop(
  { withClient, terminal }: CliContext,
  names: readonly string[],
): Promise<void> {
  await withClient(async (client) => {
    for (const name of names) {
      await client.send("/api/stop", { body: { model: name } });
      terminal.print(`stopped '${name}'\n`);
    }
  });
}
