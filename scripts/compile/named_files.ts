import { join } from "../../src/deps/path.ts";
import { ENGINE_FILES } from "./engine_files.ts";
import { runDeno } from "./run_deno.ts";

/** How `src/assets.ts` names a file, before and after bundling. */
const FILE = /new URL\(\s*"\.\/([^"]+)",\s*import\.meta\.url\s*\)/g;

/** A file of `src/` that a bundle names. */
export interface NamedFile {
  /** The bundle's expression for it. */
  expression: string;
  /** Its path in `src/`. */
  path: string;
}

/** The files of `src/` that a bundle names: workers and assets. `src/assets.ts` is the only module that names any. */
export function namedFiles(script: string): NamedFile[] {
  return [...script.matchAll(FILE)]
    .map(([expression, path]) => ({ expression, path: path! }))
    .filter(({ path }) => !ENGINE_FILES.includes(path));
}

/**
 * Puts a file into the bundle that names it, as a `data:` URL. A script is bundled itself.
 *
 * @param root The checkout.
 */
export async function inlineFile(script: string, file: NamedFile, root: string): Promise<string> {
  const path = join(root, "src", file.path);
  const url = path.endsWith(".ts")
    ? `data:text/javascript,${encodeURIComponent(await bundleWorker(path, root))}`
    : `data:application/octet-stream;base64,${(await Deno.readFile(path)).toBase64()}`;
  return script.replace(file.expression, () => `new URL(${JSON.stringify(url)})`);
}

async function bundleWorker(path: string, root: string): Promise<string> {
  return await runDeno(["bundle", "--quiet", "--platform", "deno", "--minify", path], root);
}
