/**
 * OpenAI's client.
 *
 * @module
 */
export * from "npm:openai@7.57.0";
