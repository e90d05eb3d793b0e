/**
 * Hologram: pull a model, compile it, run it, chat with it, serve it.
 *
 * @module
 */
import { start } from "./src/start.ts";

// Written out in `import()`, these names would make Deno read the whole program before it answers `--version`.
const CLI = "./src/cli/main.ts";
const RUNNER = "./src/runner/mod.ts";

if (import.meta.main) await start({ cli: () => import(CLI), runner: () => import(RUNNER) });
