/**
 * Text and tokens: tokenizers, incremental decoding, stop strings, sampling, chat templates.
 *
 * @module
 */
export * from "./answer/mod.ts";
export * from "./grammar/mod.ts";
export { type Random, type RandomFill, randomSeed, seededRandom } from "./random.ts";
export * from "./sampler.ts";
export * from "./sampling_options.ts";
export * from "./stop_strings.ts";
export * from "./stream_decoder.ts";
export * from "./template/mod.ts";
export * from "./token_bytes.ts";
export * from "./tokenizer.ts";
export * from "./tokenizer_json.ts";
