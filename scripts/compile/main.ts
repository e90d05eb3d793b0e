/**
 * The program's entry for bundling, which follows imports that are written out.
 *
 * @module
 */
import { start } from "../../src/start.ts";

await start({
  cli: () => import("../../src/cli/main.ts"),
  runner: () => import("../../src/runner/mod.ts"),
});
