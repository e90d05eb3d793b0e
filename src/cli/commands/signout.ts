import type { CliContext } from "../cli_context.ts";
import { printable } from "../format/printable.ts";

/** `hologram signout [REGISTRY]`: forgets who the user is at a registry. */
export async function signout(
  { withClient, terminal, signal }: CliContext,
  registry: string | undefined,
): Promise<void> {
  const reply = await withClient(async (client) => {
    const response = await client.send("/api/signout", { body: { registry }, signal });
    return await response.json() as { registry: string };
  });
  terminal.print(printable(`Signed out of ${reply.registry}\n`));
}
