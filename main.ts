import { VERSION } from "./src/base/version.ts";

/**
 * Hologram: pull a model, compile it, run it, chat with it, serve it.
 *
 * @module
 */
if (import.meta.main) {
  // Answered before anything else is loaded: a shell asks for it at every prompt.
  if (Deno.args.length === 1 && (Deno.args[0] === "--version" || Deno.args[0] === "-v")) {
    console.log(`hologram version is ${VERSION}`);
  } else if (Deno.args[0] === "runner") {
    const { runnerMain } = await import("./src/runner/runner_main.ts");
    await runnerMain(Deno.args.slice(1));
  } else {
    const { main } = await import("./src/cli/main.ts");
    Deno.exitCode = await main(Deno.args);
  }
}
