import { dirname } from "../../src/deps/path.ts";

/** Writes a file under a temporary name, syncs it and gives it its name. Makes its folder. */
export async function writeFile(
  path: string,
  parts: Iterable<Uint8Array>,
  options: { mode?: number } = {},
): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    const file = await Deno.open(temporary, { write: true, createNew: true, ...options });
    try {
      for (const part of parts) {
        for (let rest = part; rest.length > 0;) rest = rest.subarray(await file.write(rest));
      }
      await file.sync();
    } finally {
      file.close();
    }
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}
