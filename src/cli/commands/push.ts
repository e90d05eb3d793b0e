import type { CliContext } from "../cli_context.ts";
import { followProgress } from "../follow_progress.ts";
import { pushMessage } from "../format/push_message.ts";
import { remoteName } from "../format/remote_name.ts";
import type { ProgressLine } from "../progress.ts";

/** A line of `/api/push`. */
interface PushLine extends ProgressLine {
  /** What goes now. */
  digest?: string;
}

/** `hologram push MODEL`: sends a model to its registry, and says where it is then. */
export async function push(
  { withClient, terminal, signal, config }: CliContext,
  model: string,
  { insecure }: { insecure?: boolean },
): Promise<void> {
  await withClient(async (client) => {
    const response = await client.send("/api/push", { body: { model, insecure }, signal });
    await followProgress<PushLine>(
      terminal,
      response,
      (line) => ({ ...line, status: pushMessage({ digest: "", ...line }) }),
    );
  });
  const place = remoteName(model, await config());
  terminal.print(`\nYou can find your model at:\n\n\t${place}\n`);
}
