import { HoloFile, HoloWriter } from "../../src/holo/mod.ts";
import { inTurn, milliseconds, type Row } from "./row.ts";

const SIZES = { "1 MB": 2 ** 20, "100 MB": 100 * 2 ** 20, "4 GB": 4 * 2 ** 30 };

/** Opening a `.holo` file, cold, by its size: the weights are holes, which take no room on the disk. */
export async function bench(): Promise<Row[]> {
  const folder = await Deno.makeTempDir();
  const paths = new Map<string, string>();
  for (const [name, size] of Object.entries(SIZES)) {
    const path = `${folder}/${size}.holo`;
    await sparseHolo(path, size);
    paths.set(name, path);
  }
  const cold = await dropCaches();
  const open = (path: string) => async () => {
    await dropCaches();
    return await milliseconds(async () => (await HoloFile.open(path)).close());
  };
  const rows: Row[] = [];
  const smallest = open(paths.get("1 MB")!);
  for (const [name, path] of paths) {
    rows.push({
      what: `open a .holo of ${name}, ${cold ? "cold" : "warm"}`,
      ...await inTurn(15, open(path), smallest),
      unit: "ms",
      against: "the one of 1 MB",
    });
  }
  await Deno.remove(folder, { recursive: true });
  return rows;
}

/** Makes the system forget what it read; only its administrator may. */
async function dropCaches(): Promise<boolean> {
  try {
    await Deno.writeTextFile("/proc/sys/vm/drop_caches", "3");
    return true;
  } catch {
    return false;
  }
}
