/**
 * Where the program's own files are, however it was started: from a checkout, a URL, a bundle or an
 * executable. The only place, with `self_command.ts`, that resolves them.
 *
 * @module
 */

/** Starts the worker that watches over a runner. Bundling looks for exactly this form. */
export function startWatcher(): Worker {
  return new Worker(new URL("./runner/watcher_worker.ts", import.meta.url), { type: "module" });
}

/** The bytes of the `.holo` file of the model that ships with the program. */
export async function embeddedModel(): Promise<Uint8Array<ArrayBuffer>> {
  const url = new URL("./embedded/guide.holo", import.meta.url);
  if (url.protocol === "file:") return await Deno.readFile(url);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return await response.bytes();
}

/** URLs of the two files that onnxruntime-web loads besides its own script. */
export interface OrtWasmPaths {
  /** The engine. */
  wasm: string;
  /** The script that starts the engine and its threads. */
  mjs: string;
}

/**
 * The engine's files where packaging put them beside this script, or `undefined` where onnxruntime-web is a
 * package that finds its own.
 */
export function ortWasmPaths(): OrtWasmPaths | undefined {
  const wasm = new URL("./ort-wasm-simd-threaded.wasm", import.meta.url);
  if (wasm.protocol !== "file:" || !exists(wasm)) return undefined;
  return { wasm: wasm.href, mjs: new URL("./ort-wasm-simd-threaded.mjs", wasm).href };
}

function exists(file: URL): boolean {
  try {
    return Deno.statSync(file).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
