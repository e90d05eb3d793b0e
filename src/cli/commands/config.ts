import { configEntries } from "../../config/mod.ts";
import type { CliContext } from "../cli_context.ts";
import { table } from "../format/table.ts";

/** `hologram config`: the effective configuration, and where each value comes from. */
export async function config(
  { config, terminal }: CliContext,
  options: { json?: boolean },
): Promise<void> {
  const entries = configEntries(await config());
  terminal.print(
    options.json ? JSON.stringify(entries, null, 2) + "\n" : table(
      ["KEY", "VALUE", "FROM", "VARIABLE"],
      entries.map(({ key, value, origin, env }) => [key, String(value), origin, env]),
    ),
  );
}
