import type { CliContext } from "../cli_context.ts";
import { printable } from "../format/printable.ts";

/** What `/api/me` says. */
interface Identity {
  registry: string;
  /** The user's name, where it is known. */
  username?: string | null;
  /** Where the credential is. */
  source: string;
}

/**
 * `hologram whoami [REGISTRY]`: who the user is at a registry.
 *
 * @throws {HologramError} `not_found` for nobody, `forbidden` when the registry no longer takes the credential.
 */
export async function whoami(
  { withClient, terminal, signal }: CliContext,
  registry: string | undefined,
  options: { json?: boolean },
): Promise<void> {
  const me = await withClient(async (client) => {
    const response = await client.send("/api/me", { body: { registry }, signal });
    return await response.json() as Identity;
  });
  if (options.json) return terminal.print(JSON.stringify(me, null, 2) + "\n");
  const { username, source } = me;
  terminal.print(
    printable(`${username || "somebody with a token"} at ${me.registry} (${source})\n`),
  );
}
