/**
 * LangChain's models over Ollama's API.
 *
 * @module
 */
export { ChatOllama, Ollama, OllamaEmbeddings } from "npm:@langchain/ollama@1.3.0";
