/**
 * The templates of Modelfiles: the language of Go's `text/template`, and Ollama's rules for rendering prompts with it.
 *
 * @module
 */
export type { ChatMessage } from "../chat_template.ts";
export * from "./interpreter.ts";
export * from "./nodes.ts";
export * from "./parse_template.ts";
export * from "./prompt.ts";
export * from "./thinking_tags.ts";
export * from "./tool_call_tag.ts";
export * from "./values.ts";
export { fieldsOf } from "./walk_nodes.ts";
