import { join } from "../../src/deps/path.ts";
import { inlineWorkers } from "./inline_workers.ts";
import { runDeno } from "./run_deno.ts";

const ENGINE = "../../deps/onnxruntime_web.ts";
const ENGINE_MODULE = "src/deps/onnxruntime_web.ts";

/** Where a bundle goes. */
export interface BundleOptions {
  /** The checkout. */
  root: string;
  /** An empty folder for the bundle. */
  folder: string;
}

/**
 * Bundles the program into `main.js` and parts beside it, which load when they are needed. The engine's script is
 * among them, its other files are not.
 */
export async function bundleParts({ root, folder }: BundleOptions): Promise<void> {
  await runDeno(
    ["bundle", "--quiet", "--platform", "deno", "--minify", "--code-splitting", "--outdir", folder]
      .concat("main.ts"),
    root,
  );
  for await (const { name } of Deno.readDir(folder)) {
    const path = join(folder, name);
    await Deno.writeTextFile(path, await inlineWorkers(await Deno.readTextFile(path), root));
  }
}

/**
 * Bundles the program into `hologram.js`, which needs nothing beside it and so runs from any URL. The engine stays
 * a package that Deno fetches when a model first runs: a script alone cannot bring its WebAssembly file.
 */
export async function bundleScript({ root, folder }: BundleOptions): Promise<void> {
  const path = join(folder, "hologram.js");
  await runDeno(
    ["bundle", "--quiet", "--platform", "deno", "--minify", "--external", ENGINE]
      .concat("--output", path, "main.ts"),
    root,
  );
  const specifier = /"(npm:[^"]+)"/.exec(await Deno.readTextFile(join(root, ENGINE_MODULE)))![1]!;
  const script = await Deno.readTextFile(path);
  const parts = script.split(`import(${JSON.stringify(ENGINE)})`);
  if (parts.length !== 2) throw new Error(`The bundle imports ${ENGINE} ${parts.length - 1} times`);
  await Deno.writeTextFile(
    path,
    await inlineWorkers(parts.join(`import(${JSON.stringify(specifier)})`), root),
  );
}
