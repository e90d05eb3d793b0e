/**
 * Ollama's own client, as its users get it.
 *
 * @module
 */
export * from "npm:ollama@0.6.4";
