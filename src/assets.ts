/**
 * Where the program's own files are, however it was started: from a checkout, a URL, a bundle or an
 * executable. The only place, with `self_command.ts`, that resolves them.
 *
 * @module
 */

/** Starts the worker that watches over a runner. Bundlers look for exactly this form. */
export function startWatcher(): Worker {
  return new Worker(new URL("./runner/watcher_worker.ts", import.meta.url), { type: "module" });
}
