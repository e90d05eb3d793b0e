import type { CliContext } from "../cli_context.ts";
import { humanBytes } from "../format/human_bytes.ts";
import { humanTime } from "../format/human_duration.ts";
import { table } from "../format/table.ts";

/** A model, as `/api/tags` lists it. */
interface ListedModel {
  name: string;
  digest: string;
  size: number;
  modified_at: string;
}

/** `hologram list [PREFIX]`: the models on this disk, newest first. */
export async function list(
  { withClient, terminal, now }: CliContext,
  prefix: string | undefined,
  options: { json?: boolean },
): Promise<void> {
  const { models } = await withClient(async (client) =>
    await (await client.send("/api/tags", { method: "GET" })).json() as { models: ListedModel[] }
  );
  const wanted = (prefix ?? "").toLowerCase();
  const shown = models.filter(({ name }) => name.toLowerCase().startsWith(wanted));
  if (options.json) {
    terminal.print(JSON.stringify({ models: shown }, null, 2) + "\n");
    return;
  }
  terminal.print(table(
    ["NAME", "ID", "SIZE", "MODIFIED"],
    shown.map(({ name, digest, size, modified_at }) => [
      name,
      digest.slice(0, 12),
      humanBytes(size),
      humanTime(new Date(modified_at), now()),
    ]),
  ));
}
