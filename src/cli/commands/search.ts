import type { CliContext } from "../cli_context.ts";
import { humanNumber } from "../format/human_number.ts";
import { printable } from "../format/printable.ts";
import { table } from "../format/table.ts";
import { positiveInteger } from "../positive_integer.ts";

/** Flags of `hologram search`. */
export interface SearchOptions {
  /** How many models at most. */
  limit?: string;
  /** Print JSON. */
  json?: boolean;
}

/** A model, as `/api/search` finds it. */
interface FoundModel {
  name: string;
  downloads?: number;
  likes?: number;
  task?: string;
  license?: string;
}

/** `hologram search WORDS...`: models that can be pulled, the most downloaded first. */
export async function search(
  { withClient, terminal, signal }: CliContext,
  words: readonly string[],
  options: SearchOptions,
): Promise<void> {
  const query = new URLSearchParams({ q: words.join(" ") });
  if (options.limit !== undefined) {
    query.set("limit", String(positiveInteger("--limit", options.limit)));
  }
  const { models } = await withClient(async (client) => {
    const response = await client.send(`/api/search?${query}`, { method: "GET", signal });
    return await response.json() as { models: FoundModel[] };
  });
  if (options.json) return terminal.print(JSON.stringify({ models }, null, 2) + "\n");
  const count = (value: number | undefined) => value === undefined ? "" : humanNumber(value);
  terminal.print(table(
    ["NAME", "DOWNLOADS", "LIKES", "TASK", "LICENSE"],
    models.map(({ name, downloads, likes, task = "", license = "" }) =>
      [name, count(downloads), count(likes), task, license].map(printable)
    ),
  ));
}
