import { VERSION } from "./base/version.ts";

/** How the parts of the program are loaded: each only when it is needed. */
export interface ProgramParts {
  /** Loads the command line. */
  cli: () => Promise<typeof import("./cli/main.ts")>;
  /** Loads the runner. */
  runner: () => Promise<typeof import("./runner/mod.ts")>;
}

/** Runs the program on this process's arguments. */
export async function start(parts: ProgramParts): Promise<void> {
  const [first] = Deno.args;
  // Answered before anything else is loaded: a shell may ask for it at every prompt.
  if (Deno.args.length === 1 && (first === "--version" || first === "-v")) {
    console.log(`hologram version is ${VERSION}`);
  } else if (first === "runner") {
    await (await parts.runner()).runnerMain(Deno.args.slice(1));
  } else {
    Deno.exitCode = await (await parts.cli()).main(Deno.args);
  }
}
