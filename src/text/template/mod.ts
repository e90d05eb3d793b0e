/**
 * Prompt templates: from a conversation to the text that a model reads, in Go's language or Jinja's.
 *
 * @module
 */
export * from "./chat_template.ts";
export * from "./go/mod.ts";
export * from "./prompt_template.ts";
