import { dirname } from "../../deps/path.ts";
import { moveIntoPlace, removeIfThere } from "./folders.ts";

/** Copies a verified file to a path, where it appears whole. Gives `false` when the file has been moved away since. */
export async function copyIntoPlace(from: string, to: string): Promise<boolean> {
  await Deno.mkdir(dirname(to), { recursive: true });
  const temporary = `${to}.${crypto.randomUUID()}`;
  try {
    await Deno.copyFile(from, temporary);
    {
      using file = await Deno.open(temporary, { read: true, write: true });
      await file.sync();
    }
    await moveIntoPlace(temporary, to);
    return true;
  } catch (error) {
    await removeIfThere(temporary);
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
