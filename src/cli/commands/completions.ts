import type { CliContext } from "../cli_context.ts";
import { COMPLETION_SCRIPTS, type Shell } from "../completion/scripts.ts";

/** `hologram completions SHELL`: the script that teaches a shell to complete this program's command lines. */
export function completions({ terminal }: CliContext, shell: Shell): void {
  terminal.print(COMPLETION_SCRIPTS[shell]);
}
