/**
 * Anthropic's client.
 *
 * @module
 */
export * from "npm:@anthropic-ai/sdk@1.12.0";
