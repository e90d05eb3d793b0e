/**
 * The AI SDK's models over Ollama's API.
 *
 * @module
 */
export { createOllama } from "npm:ollama-ai-provider-v2@4.0.1";
