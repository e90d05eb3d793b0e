/** A JSON document that accompanies a model. */
export interface JsonDocument {
  /** Its path, for messages. */
  path: string;
  /** Its bytes, as they are. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The object that it holds. */
  json: Record<string, unknown>;
}

/** `modules.json` of a sentence-transformers model. */
export interface ModuleList {
  /** Its path, for messages. */
  path: string;
  /** The steps from a text to its vector, in order. */
  modules: ModuleEntry[];
}

/** One step from a text to its vector. */
export interface ModuleEntry {
  /** The last part of its class's name: `Transformer`, `Pooling`, `Normalize`, `Dense`, ... */
  kind: string;
  /** The folder of its configuration; empty for the model's own. */
  folder: string;
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
  /** `modules.json`, of a sentence-transformers model. */
  modules?: ModuleList;
  /** `config.json` of the module Pooling, `1_Pooling/config.json` unless `modules.json` says another folder. */
  pooling?: JsonDocument;
  /** `sentence_bert_config.json`, or what it is called for another architecture. */
  sentenceConfig?: JsonDocument;
  /** `config_sentence_transformers.json`. */
  promptConfig?: JsonDocument;
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
