import { HologramError, toHologramError } from "../base/mod.ts";
import { CommanderError } from "../deps/command.ts";
import { openContext } from "./open_context.ts";
import { program } from "./program.ts";
import { reportError } from "./report_error.ts";
import { spellOutFlags } from "./spell_out_flags.ts";
import { processTerminal, type Terminal } from "./terminal.ts";

/**
 * Runs a command line.
 *
 * @param args The arguments, the command's name first.
 * @returns The exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
 */
export async function main(args: readonly string[]): Promise<number> {
  const terminal = processTerminal();
  const interrupt = new AbortController();
  const onInterrupt = () => {
    // The second Ctrl-C ends a command that does not end by itself.
    if (interrupt.signal.aborted) Deno.exit(130);
    interrupt.abort(new HologramError("Interrupted", { kind: "cancelled" }));
  };
  Deno.addSignalListener("SIGINT", onInterrupt);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", onInterrupt);
  try {
    const tree = program(openContext(terminal, interrupt.signal, (name) => Deno.env.get(name)));
    quiet(tree, terminal);
    await tree.parseAsync(spellOutFlags(args), { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return report(interrupt.signal.aborted ? interrupt.signal.reason : error, terminal);
  } finally {
    Deno.removeSignalListener("SIGINT", onInterrupt);
    if (Deno.build.os !== "windows") Deno.removeSignalListener("SIGTERM", onInterrupt);
  }
}

/** Errors of usage are thrown, not exited with, and read like every other error. */
function quiet(tree: ReturnType<typeof program>, terminal: Terminal): void {
  for (const command of [tree, ...tree.commands]) {
    command.exitOverride();
    command.configureOutput({
      writeOut: (text) => terminal.print(text),
      writeErr: (text) => terminal.note(text),
      outputError: (text, write) => write(text.replace(/^error: /, "Error: ")),
    });
  }
}

function report(thrown: unknown, terminal: Terminal): number {
  const error = toHologramError(thrown);
  if (error.kind === "cancelled") {
    terminal.note("\n");
    return error.exitCode;
  }
  reportError(error, terminal);
  return error.exitCode;
}
