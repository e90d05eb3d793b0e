import { join } from "../../src/deps/path.ts";
import { runDeno } from "./run_deno.ts";

/** How `src/assets.ts` names the script of a worker, before and after bundling. */
const WORKER = /new URL\(\s*"(\.\/[^"]+\.ts)",\s*import\.meta\.url\s*\)/g;

/**
 * Puts the scripts of workers into the script that starts them, as `data:` URLs: a bundle carries no other file of
 * `src/`.
 *
 * @param script A bundle of modules of which only `src/assets.ts` names files.
 * @param root The checkout.
 */
export async function inlineWorkers(script: string, root: string): Promise<string> {
  let inlined = script;
  for (const [expression, path] of script.matchAll(WORKER)) {
    const worker = await runDeno(
      ["bundle", "--quiet", "--platform", "deno", "--minify", join("src", path!)],
      root,
    );
    const url = `data:text/javascript,${encodeURIComponent(worker)}`;
    inlined = inlined.replace(expression, () => JSON.stringify(url));
  }
  return inlined;
}
