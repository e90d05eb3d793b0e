import { HologramError } from "../../base/mod.ts";
import { dirname, join } from "../../deps/path.ts";
import type { Store } from "../../store/mod.ts";

/**
 * Puts uploaded blobs under their file names into a folder, without copying them.
 *
 * @param store Has the blobs.
 * @param files File names, which may have folders in them, and digests.
 * @param folder An empty folder on the store's file system.
 * @returns The one file, or the folder of several.
 * @throws {HologramError} `invalid` when a name leads out of the folder; `not_found` when a blob is missing.
 */
export async function linkFiles(
  store: Store,
  files: Readonly<Record<string, string>>,
  folder: string,
): Promise<string> {
  const names = Object.keys(files);
  for (const name of names) {
    if (!isInside(name)) {
      throw new HologramError(`invalid file name ${JSON.stringify(name)}: it must be relative`, {
        kind: "invalid",
      });
    }
    const digest = files[name]!;
    if (!(await store.blobs.hasBlob(digest))) {
      throw new HologramError(`blob ${digest} is missing: upload ${JSON.stringify(name)} first`, {
        kind: "not_found",
      });
    }
    const path = join(folder, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await link(store.blobs.blobPath(digest), path);
  }
  return names.length === 1 ? join(folder, names[0]!) : folder;
}

function isInside(name: string): boolean {
  return name !== "" && !/[\\:\0]/.test(name) &&
    name.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

async function link(from: string, to: string): Promise<void> {
  try {
    await Deno.link(from, to);
  } catch {
    // A file system without hard links.
    await Deno.symlink(from, to);
  }
}
