/**
 * Ollama's own client.
 *
 * @module
 */
export { Ollama } from "npm:ollama@0.6.4";
