import { join } from "../../src/deps/path.ts";

/** Paths of the files in a folder and its folders, relative to it, with slashes, sorted. */
export async function listFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (!isDirectory) found.push(name);
    else for (const inner of await listFiles(join(folder, name))) found.push(`${name}/${inner}`);
  }
  return found.sort();
}
