import type { CliContext } from "../cli_context.ts";

/** `hologram cp SOURCE DESTINATION`: gives a model a second name. */
export async function cp(
  { withClient, terminal }: CliContext,
  source: string,
  destination: string,
): Promise<void> {
  await withClient(async (client) => {
    const response = await client.send("/api/copy", { body: { source, destination } });
    await response.body?.cancel();
  });
  terminal.print(`copied '${source}' to '${destination}'\n`);
}
