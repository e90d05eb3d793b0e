import { VERSION } from "../../base/mod.ts";
import type { CliContext } from "../cli_context.ts";

/** `hologram version`: the version of this program, and of the server where one runs. */
export async function version(
  { withClient, terminal }: CliContext,
  options: { json?: boolean },
): Promise<void> {
  const server = await withClient(async (client) => {
    if (client.url === undefined) return undefined;
    const response = await client.send("/api/version", { method: "GET" });
    return { url: client.url, ...await response.json() as { version: string } };
  });
  if (options.json) {
    terminal.print(
      JSON.stringify(
        { version: VERSION, deno: Deno.version.deno, server: server ?? null },
        null,
        2,
      ) +
        "\n",
    );
    return;
  }
  terminal.print(`hologram version is ${VERSION}\n`);
  if (server === undefined) terminal.note("No server is running\n");
  else if (server.version !== VERSION) {
    terminal.note(`Warning: the server at ${server.url} is version ${server.version}\n`);
  }
}
