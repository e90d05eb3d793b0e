import { HoloFile } from "../holo/mod.ts";
import { HOLO_MEDIA_TYPE, type ModelName, type Store, type StoredModel } from "../store/mod.ts";
import { modelConfigOf } from "./model_config_of.ts";

/** A `.holo` file that was just written. */
export interface WrittenHolo {
  /** Its path, in a temporary folder of the store; it is moved away. */
  path: string;
  /** `sha256:<hex>` of its bytes. */
  digest: string;
  /** Its length in bytes. */
  size: number;
}

/** Makes a model of one `.holo` file. */
export async function storeHolo(
  store: Store,
  name: ModelName,
  { path, digest, size }: WrittenHolo,
): Promise<StoredModel> {
  using file = await HoloFile.open(path);
  const config = await modelConfigOf(file);
  const layers = [{ mediaType: HOLO_MEDIA_TYPE, digest, size, file: path }];
  return await store.create({ name, config, layers });
}
