import type { CliContext } from "../cli_context.ts";
import { humanBytes } from "../format/human_bytes.ts";
import { humanTime } from "../format/human_duration.ts";
import { processor } from "../format/processor.ts";
import { table } from "../format/table.ts";

/** A model, as `/api/ps` lists it. */
interface LoadedModel {
  name: string;
  size: number;
  size_vram: number;
  context_length: number;
  expires_at: string;
}

/** `hologram ps [PREFIX]`: the loaded models. */
export async function ps(
  { withClient, terminal, now }: CliContext,
  prefix: string | undefined,
  options: { json?: boolean },
): Promise<void> {
  const { models } = await withClient(async (client) =>
    await (await client.send("/api/ps", { method: "GET" })).json() as { models: LoadedModel[] }
  );
  const shown = models.filter(({ name }) => name.startsWith(prefix ?? ""));
  if (options.json) {
    terminal.print(JSON.stringify({ models: shown }, null, 2) + "\n");
    return;
  }
  terminal.print(table(
    ["NAME", "SIZE", "PROCESSOR", "CONTEXT", "UNTIL"],
    shown.map((model) => [
      model.name,
      humanBytes(model.size),
      processor(model.size, model.size_vram),
      String(model.context_length),
      until(new Date(model.expires_at), now()),
    ]),
  ));
}

function until(expiresAt: Date, now: Date): string {
  return expiresAt <= now ? "Stopping..." : humanTime(expiresAt, now);
}
