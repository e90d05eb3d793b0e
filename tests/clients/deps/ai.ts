/**
 * The AI SDK.
 *
 * @module
 */
export {
  APICallError,
  embed,
  embedMany,
  generateText,
  Output,
  streamText,
  tool,
} from "npm:ai@7.0.173";
