/**
 * Tokenizers in Hugging Face's `tokenizer.json` format.
 *
 * @module
 */
export * from "npm:@huggingface/tokenizers@0.2.0";
