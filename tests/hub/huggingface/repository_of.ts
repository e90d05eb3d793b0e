import { createHash } from "node:crypto";
import { parseSource, type Repository } from "../../../src/hub/huggingface/mod.ts";

/** A repository with files of these names; a size is given as `name 123`, else it is 1. */
export function repositoryOf(name: string, list: string): Repository {
  const files = list.trim().split("\n").map((line) => {
    const [, path, size] = /^\s*(.+?)(?: (\d+))?$/.exec(line)!;
    const digest = `sha256:${createHash("sha256").update(path!).digest("hex")}`;
    return { path: path!, size: Number(size ?? 1), digest };
  });
  const revision = "0123456789012345678901234567890123456789";
  return { source: parseSource(name)!, revision, files, isGated: false, isCached: false };
}
