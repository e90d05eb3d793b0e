import type { Command } from "../../deps/command.ts";
import type { CliContext } from "../cli_context.ts";
import { type Candidate, completeWords } from "../completion/complete_words.ts";
import { humanBytes } from "../format/human_bytes.ts";

/** How long a shell may be kept waiting for a server. */
const PATIENCE_MS = 1500;

/**
 * `hologram complete -- WORDS`, which the scripts of `hologram completions` call: what the last word may become. Whatever
 * goes wrong, it says nothing: somebody is in the middle of a line.
 */
export async function complete(
  context: CliContext,
  tree: Command,
  words: readonly string[],
): Promise<void> {
  const { candidates, files } = await completeWords(
    tree,
    words,
    () => models(context).catch(() => []),
  );
  const lines = candidates.map(({ value, description }) => `${value}\t${description}\n`);
  context.terminal.print(lines.join("") + (files ? ":files\n" : ""));
}

async function models({ withClient }: CliContext): Promise<Candidate[]> {
  return await withClient(async (client) => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await client.send("/api/tags", { method: "GET", signal });
    const { models } = await response.json() as { models: { name: string; size: number }[] };
    return models.map(({ name, size }) => ({ value: name, description: humanBytes(size) }));
  }, { patienceMs: PATIENCE_MS });
}
