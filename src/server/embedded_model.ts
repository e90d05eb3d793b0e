import { embeddedModel } from "../assets.ts";
import { join } from "../deps/path.ts";
import { digestOf, isSameModelName, type ModelName, parseModelName } from "../store/mod.ts";
import type { Store, StoredModel } from "../store/mod.ts";
import { storeHolo } from "./store_holo.ts";

/** The name of the model that ships with the program. */
const NAME = "guide";

/**
 * Puts the model that ships with the program into the store, if that is the one asked for; it needs no network.
 *
 * @returns The model, or `undefined` when another one is asked for.
 */
export async function installEmbedded(
  store: Store,
  name: ModelName,
): Promise<StoredModel | undefined> {
  if (!isSameModelName(name, parseModelName(NAME, store))) return undefined;
  const bytes = await embeddedModel();
  const temporary = await store.blobs.createTemporary();
  try {
    const path = join(temporary.path, "model.holo");
    await Deno.writeFile(path, bytes, { createNew: true });
    return await storeHolo(store, name, { path, digest: digestOf(bytes), size: bytes.length });
  } finally {
    await temporary.remove();
  }
}
