import type { Descriptor } from "./manifest.ts";
import type { ModelConfig } from "./model_config.ts";
import type { ModelName } from "./model_name.ts";

/** A layer of a new model whose bytes are in a file already. */
export interface FileLayer extends Descriptor {
  /**
   * A file in a temporary folder of this store that becomes the layer's blob: it is moved, and its writer vouches for
   * the digest. Without it, the store must have the blob.
   */
  file?: string;
}

/** A layer of a new model whose bytes are at hand. */
export interface BytesLayer extends Pick<Descriptor, "mediaType" | "annotations"> {
  /** The layer's bytes. */
  bytes: Uint8Array;
}

/** A layer of a new model. */
export type NewLayer = FileLayer | BytesLayer;

/** What a new model is made of. */
export interface NewModel {
  /** Its name. */
  name: ModelName | string;
  /** What its config blob says. */
  config: ModelConfig;
  /** Its networks and what overrides their sections, in this order. */
  layers: readonly NewLayer[];
  /** Notes on it. */
  annotations?: Record<string, string>;
}
