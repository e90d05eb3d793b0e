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

/** The command line of this program: the executable itself, or Deno with the URL of `main.ts`. */
export function selfCommand(): SelfCommand {
  if (Deno.build.standalone) return { path: Deno.execPath(), args: [] };
  const main = new URL("../main.ts", import.meta.url);
  return { path: Deno.execPath(), args: ["run", "-A", "--quiet", main.href] };
}
