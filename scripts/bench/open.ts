import { HoloFile } from "../../src/holo/mod.ts";
import { withFolder } from "../../tests/onnx/build_model.ts";
import { inTurn, milliseconds, type Row } from "./row.ts";
import { writeSparseHolo } from "./sparse_holo.ts";

const MiB = 2 ** 20;
const SIZES: Readonly<Record<string, number>> = {
  "1 MB": MiB,
  "100 MB": 100 * MiB,
  "4 GB": 4096 * MiB,
};

/** Opening a `.holo` file by its size. The files hold the same number of tensors, so that nothing else differs. */
export async function bench(): Promise<Row[]> {
  return await withFolder(async (folder) => {
    const paths = new Map<string, string>();
    for (const [name, size] of Object.entries(SIZES)) {
      const path = `${folder}/${size}.holo`;
      await writeSparseHolo(path, size);
      paths.set(name, path);
    }
    const state = await dropCaches() ? "cold" : "warm: the system lets nobody drop its caches";
    const open = (path: string) => async () => {
      await dropCaches();
      return await milliseconds(async () => (await HoloFile.open(path)).close());
    };
    const smallest = open(paths.get("1 MB")!);
    const rows: Row[] = [];
    for (const [name, path] of paths) {
      rows.push({
        what: `open: a file of ${name} (${state})`,
        ...await inTurn(15, open(path), smallest),
        unit: "ms",
        against: "the file of 1 MB",
      });
    }
    return rows;
  });
}

/** Makes Linux forget what it read of files; gives whether it did. Only root may. */
async function dropCaches(): Promise<boolean> {
  try {
    await Deno.writeTextFile("/proc/sys/vm/drop_caches", "3", { create: false });
    return true;
  } catch {
    return false;
  }
}
