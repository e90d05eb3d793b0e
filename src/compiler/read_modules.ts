import { HologramError } from "../base/mod.ts";
import type { ModuleEntry } from "./model_files.ts";

/**
 * Reads the entries of a sentence-transformers model's `modules.json`: an array of objects with `type`, the class's full
 * name, and `path`, its folder.
 *
 * @param path The document's path, for messages.
 * @throws {HologramError} `invalid` when it is no such array, or a folder leads out of the model's own.
 */
export function readModules(path: string, value: unknown): ModuleEntry[] {
  if (!Array.isArray(value)) throw invalid(path, "expected a JSON array");
  return value.map((entry) => {
    const { type, path: folder = "" } = (entry ?? {}) as Record<string, unknown>;
    if (typeof type !== "string" || typeof folder !== "string") {
      throw invalid(path, "a module needs a type and a path");
    }
    if (/^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)/.test(folder)) {
      throw invalid(path, `the folder ${JSON.stringify(folder)} leads out of the model's own`);
    }
    return { kind: type.slice(type.lastIndexOf(".") + 1), folder };
  });
}

function invalid(path: string, why: string): HologramError {
  return new HologramError(`Cannot read ${path}: ${why}`, { kind: "invalid" });
}
