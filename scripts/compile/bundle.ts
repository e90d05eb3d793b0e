import { dirname, join } from "../../src/deps/path.ts";
import { copyEngineFiles } from "./engine_files.ts";
import { listFiles } from "./list_files.ts";
import { inlineFile, namedFiles } from "./named_files.ts";
import { runDeno } from "./run_deno.ts";

const BUNDLE = ["bundle", "--quiet", "--platform", "deno", "--minify"];
const ENTRY = "scripts/compile/main.ts";
const ENGINE = "../../deps/onnxruntime_web.ts";
const ENGINE_MODULE = "src/deps/onnxruntime_web.ts";

/**
 * Bundles the program into an empty folder: `main.js`, parts beside it, which load when they are needed, the files
 * that `src/assets.ts` names, and the engine's. The folder is then complete.
 *
 * @param root The checkout.
 */
export async function bundleFolder(root: string, folder: string): Promise<void> {
  await runDeno([...BUNDLE, "--code-splitting", "--outdir", folder, ENTRY], root);
  const names = await listFiles(folder);
  for (const name of names) {
    let script = await Deno.readTextFile(join(folder, name));
    checkImports(script, names);
    for (const file of namedFiles(script)) {
      if (file.path.endsWith(".ts")) {
        script = await inlineFile(script, file, root);
      } else {
        const copy = join(folder, file.path);
        await Deno.mkdir(dirname(copy), { recursive: true });
        await Deno.copyFile(join(root, "src", file.path), copy);
      }
    }
    await Deno.writeTextFile(join(folder, name), script);
  }
  await copyEngineFiles(root, folder);
}

/**
 * Bundles the program into one script, which needs nothing beside it and so runs from any URL. The engine stays a
 * package, which Deno fetches when a model first runs: it finds its WebAssembly file by itself.
 *
 * @param root The checkout.
 */
export async function bundleScript(root: string): Promise<string> {
  let script = await runDeno([...BUNDLE, `--external=${ENGINE}`, ENTRY], root);
  const specifier = /"(npm:[^"]+)"/.exec(await Deno.readTextFile(join(root, ENGINE_MODULE)))![1]!;
  const parts = script.split(`import(${JSON.stringify(ENGINE)})`);
  if (parts.length !== 2) throw new Error(`The bundle imports ${ENGINE} ${parts.length - 1} times`);
  script = parts.join(`import(${JSON.stringify(specifier)})`);
  checkImports(script, []);
  for (const file of namedFiles(script)) script = await inlineFile(script, file, root);
  return script;
}

/** `deno bundle` follows imports that are written out, and leaves others as they are. */
function checkImports(script: string, names: readonly string[]): void {
  for (const [, path] of script.matchAll(/\bimport\(\s*"(\.[^"]+)"\s*\)/g)) {
    if (names.includes(path!.slice("./".length))) continue;
    throw new Error(`Cannot bundle: the import of ${path} is not written out in ${ENTRY}`);
  }
}
