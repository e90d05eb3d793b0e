/**
 * Jinja, the language of chat templates.
 *
 * @module
 */
export * from "npm:@huggingface/jinja@0.5.11";
