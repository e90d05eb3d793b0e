/** A JSON document that accompanies a model. */
export interface JsonDocument {
  /** Its path, for messages. */
  path: string;
  /** Its bytes, as they are. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The object that it holds. */
  json: Record<string, unknown>;
}

/** The documents that accompany a model in Hugging Face's layout, as far as they are there. */
export interface ModelDocuments {
  /** `tokenizer.json`. */
  tokenizer?: JsonDocument;
  /** `tokenizer_config.json`. */
  tokenizerConfig?: JsonDocument;
  /** `special_tokens_map.json`. */
  specialTokensMap?: JsonDocument;
  /** `config.json`. */
  config?: JsonDocument;
  /** `generation_config.json`. */
  generationConfig?: JsonDocument;
  /** The chat template, in Jinja. */
  chatTemplate?: string;
  /** The text of the licence. */
  license?: Uint8Array<ArrayBuffer>;
}

/** A model and what accompanies it. */
export interface ModelFiles extends ModelDocuments {
  /** The ONNX file. */
  modelPath: string;
}
