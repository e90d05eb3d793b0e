import type { CliContext } from "../cli_context.ts";
import { humanBytes } from "../format/human_bytes.ts";
import { humanTime } from "../format/human_duration.ts";
import { printable } from "../format/printable.ts";
import { table } from "../format/table.ts";

/** A model, as `/api/tags` lists it. */
interface ListedModel {
  name: string;
  digest: string;
  size: number;
  modified_at: string;
}

/** What there is of a model elsewhere, as `/api/remote` tells it: tags of a registry, variants on Hugging Face. */
interface RemoteModel {
  tags?: string[];
  variants?: RemoteVariant[];
}

/** One of the ways in which a repository has a model. */
interface RemoteVariant {
  component?: string;
  precision?: string;
  format: string;
  size: number;
  isSupported: boolean;
  isDefault: boolean;
}

/** Flags of `hologram list`. */
export interface ListOptions {
  /** Print JSON. */
  json?: boolean;
  /** A model at a registry, whose variants are listed instead. */
  remote?: string;
}

/** `hologram list [PREFIX]`: the models on this disk, newest first; with `--remote` what a registry has of a model. */
export async function list(
  context: CliContext,
  prefix: string | undefined,
  options: ListOptions,
): Promise<void> {
  if (options.remote !== undefined) return await listRemote(context, options.remote, options);
  const { withClient, terminal, now } = context;
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

async function listRemote(
  { withClient, terminal, signal }: CliContext,
  name: string,
  { json }: ListOptions,
): Promise<void> {
  const found = await withClient(async (client) => {
    const query = new URLSearchParams({ name });
    const response = await client.send(`/api/remote?${query}`, { method: "GET", signal });
    return await response.json() as RemoteModel;
  });
  if (json) return terminal.print(JSON.stringify(found, null, 2) + "\n");
  const { tags, variants = [] } = found;
  if (tags !== undefined) {
    return terminal.print(table(["TAG"], tags.map((tag) => [printable(tag)])));
  }
  terminal.print(table(
    ["COMPONENT", "PRECISION", "FORMAT", "SIZE", "NOTE"],
    variants.map(({ component = "", precision = "", format, size, isSupported, isDefault }) =>
      [
        component,
        precision,
        format,
        humanBytes(size),
        isSupported ? isDefault ? "default" : "" : "not supported",
      ].map(printable)
    ),
  ));
}
