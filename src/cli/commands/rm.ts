import type { CliContext } from "../cli_context.ts";

/** `hologram rm MODEL...`: removes models; stops at the first that cannot be removed. */
export async function rm(
  { withClient, terminal }: CliContext,
  names: readonly string[],
  options: { force?: boolean },
): Promise<void> {
  await withClient(async (client) => {
    for (const name of names) {
      const body = { model: name, force: options.force };
      const response = await client.send("/api/delete", { method: "DELETE", body });
      await response.body?.cancel();
      terminal.print(`deleted '${name}'\n`);
    }
  });
}
