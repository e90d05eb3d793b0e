import { join } from "../../src/deps/path.ts";
import { runDeno } from "./run_deno.ts";

/** Names of the files that onnxruntime-web loads besides its script, as `src/assets.ts` expects them. */
export const ENGINE_FILES: readonly string[] = [
  "ort-wasm-simd-threaded.wasm",
  "ort-wasm-simd-threaded.mjs",
];

/** Copies the engine's files from Deno's cache of packages into a folder. */
export async function copyEngineFiles(root: string, folder: string): Promise<void> {
  const info = JSON.parse(await runDeno(["info", "--json", "src/deps/onnxruntime_web.ts"], root));
  const packages = Object.values<{ name: string; localPath: string }>(info.npmPackages);
  const { localPath } = packages.find(({ name }) => name === "onnxruntime-web")!;
  for (const name of ENGINE_FILES) {
    await Deno.copyFile(join(localPath, "dist", name), join(folder, name));
  }
}
