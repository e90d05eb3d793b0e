import { errorMessage, HologramError } from "../base/mod.ts";
import { join } from "../deps/path.ts";
import {
  isModelNamePart,
  isSameModelName,
  type ModelName,
  type ModelNamePart,
} from "./model_name.ts";

/** Where a model's manifest is. */
export interface ManifestFile {
  /** The model's name, in the spelling of its first creation. */
  name: ModelName;
  /** The manifest, `<root>/manifests/<host>/<namespace>/<model>/<tag>`. */
  path: string;
}

/** Something in the store that is not as it should be. */
export interface StoreProblem {
  /** The file or folder. */
  path: string;
  /** What is wrong with it. */
  message: string;
}

/** What stands in the folder of manifests. */
export interface ManifestListing {
  /** Every manifest, unread. */
  files: ManifestFile[];
  /** What stands among them and is none. */
  problems: StoreProblem[];
}

const PARTS: readonly ModelNamePart[] = ["host", "namespace", "model", "tag"];

/** A colon in a file's name means something else on Windows; no part of a name holds a per cent sign. */
const COLON = Deno.build.os === "windows" ? "%3A" : ":";

/** The folder of all manifests. */
export function manifestRoot(root: string): string {
  return join(root, "manifests");
}

/** Where a new manifest of this name goes. */
export function manifestPath(root: string, name: ModelName): string {
  const parts = PARTS.map((part) => name[part].replaceAll(":", COLON));
  return join(manifestRoot(root), ...parts);
}

/** The name of the manifest at a path below the folder of manifests, or `undefined` if no manifest belongs there. */
export function modelNameFromPath(path: string): ModelName | undefined {
  const parts = path.split("/").map((part) => part.replaceAll(COLON, ":"));
  if (parts.length !== 4 || !parts.every((part, at) => isModelNamePart(PARTS[at]!, part))) {
    return undefined;
  }
  const [host, namespace, model, tag] = parts as [string, string, string, string];
  return { host, namespace, model, tag };
}

/** Finds every manifest. Hidden files are passed over; anything else that is out of place is a problem. */
export async function listManifests(root: string): Promise<ManifestListing> {
  const listing: ManifestListing = { files: [], problems: [] };
  await walk(manifestRoot(root), [], listing, () => true);
  return listing;
}

/**
 * Finds the manifest of a name, whatever the letter case; one in the very same case comes first.
 *
 * @throws {HologramError} `internal` when a folder on the way cannot be read.
 */
export async function findManifest(
  root: string,
  name: ModelName,
): Promise<ManifestFile | undefined> {
  const listing: ManifestListing = { files: [], problems: [] };
  const wanted = PARTS.map((part) => name[part].toLowerCase());
  const isOnTheWay = (parts: string[]) => parts.every((part, at) => part === wanted[at]);
  await walk(
    manifestRoot(root),
    [],
    listing,
    (parts) => isOnTheWay(parts.map((part) => part.replaceAll(COLON, ":").toLowerCase())),
  );
  const found = listing.files.filter((file) => isSameModelName(file.name, name));
  const [problem] = listing.problems;
  if (found.length === 0 && problem !== undefined) {
    throw new HologramError(`Cannot read ${problem.path}: ${problem.message}`);
  }
  return found.find(({ name: { host, namespace, model, tag } }) =>
    host === name.host && namespace === name.namespace && model === name.model && tag === name.tag
  ) ?? found[0];
}

async function walk(
  folder: string,
  parts: string[],
  listing: ManifestListing,
  isWanted: (parts: string[]) => boolean,
): Promise<void> {
  try {
    for await (const entry of Deno.readDir(folder)) {
      const path = join(folder, entry.name);
      const inner = [...parts, entry.name];
      if (entry.name.startsWith(".") || !isWanted(inner)) continue;
      if (inner.length < PARTS.length && (entry.isDirectory || entry.isSymlink)) {
        await walk(path, inner, listing, isWanted);
        continue;
      }
      const name = entry.isDirectory ? undefined : modelNameFromPath(inner.join("/"));
      if (name !== undefined) listing.files.push({ name, path });
      else listing.problems.push({ path, message: "No manifest belongs here" });
    }
  } catch (error) {
    // A folder that is gone: there is no store yet, or its last manifest has just been removed.
    if (error instanceof Deno.errors.NotFound) return;
    if (parts.length === 0) throw error;
    listing.problems.push({ path: folder, message: errorMessage(error) });
  }
}
