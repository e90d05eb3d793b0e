/**
 * The command line that starts this same program again, however it was started.
 *
 * @module
 */

/** A program and the arguments in front of its own. */
export interface SelfCommand {
  /** The executable. */
  path: string;
  /** Arguments before the program's own. */
  args: string[];
}

/** What a running program knows of its start. */
export interface ProgramStart {
  /** Whether the executable is the program itself, made by `deno compile`. */
  standalone: boolean;
  /** The executable. */
  execPath: string;
  /** URL of the script that holds this module: its own file, or a part of a bundle. */
  module: string;
  /** URL of the script that was started. */
  mainModule: string;
}

/**
 * The command line of this program: the executable itself, or Deno with the URL of `main.ts` or of the bundle.
 *
 * @param start How this program was started; found out unless given.
 */
export function selfCommand(start: ProgramStart = currentStart()): SelfCommand {
  const { standalone, execPath, module, mainModule } = start;
  if (standalone) return { path: execPath, args: [] };
  const run = ["run", "-A", "--quiet"];
  // A module that still has its own name is not bundled. What started it may then be a test.
  if (new URL(module).pathname.endsWith("/src/self_command.ts")) {
    return { path: execPath, args: [...run, new URL("../main.ts", module).href] };
  }
  // A bundle is complete; a deno.json that happens to lie above it is not its own.
  return { path: execPath, args: [...run, "--no-config", mainModule] };
}

function currentStart(): ProgramStart {
  return {
    standalone: Deno.build.standalone,
    execPath: Deno.execPath(),
    module: import.meta.url,
    mainModule: Deno.mainModule,
  };
}
