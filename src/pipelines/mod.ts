/**
 * What models are for: pipelines from a request to an answer.
 *
 * @module
 */
export * from "./embedding.ts";
export * from "./generation_request.ts";
export * from "./open_embedding.ts";
export * from "./open_text_generation.ts";
export * from "./text_generation.ts";
export type { Prompt } from "./build_prompt.ts";
export type { Tokenizer } from "../text/mod.ts";
