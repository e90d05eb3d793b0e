/**
 * What models are for: pipelines from a request to an answer.
 *
 * @module
 */
export * from "./generation_request.ts";
export * from "./open_text_generation.ts";
export * from "./text_generation.ts";
