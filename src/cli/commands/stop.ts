import { HologramError } from "../../base/mod.ts";
import type { CliContext } from "../cli_context.ts";

/** `hologram stop MODEL...`: unloads models now; what they were answering fails. */
export async function stop(
  { withClient, terminal }: CliContext,
  names: readonly string[],
): Promise<void> {
  await withClient(async (client) => {
    for (const name of names) {
      const response = await client.send("/api/stop", { body: { model: name } }).catch((error) => {
        const isUnknown = error instanceof HologramError && error.kind === "not_found" &&
          error.message.endsWith("not found");
        throw isUnknown
          ? new HologramError(`couldn't find model "${name}" to stop`, {
            kind: "not_found",
            hint: error.hint,
            cause: error,
          })
          : error;
      });
      await response.body?.cancel();
      terminal.print(`stopped '${name}'\n`);
    }
  });
}
