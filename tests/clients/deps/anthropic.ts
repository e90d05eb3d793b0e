/**
 * Anthropic's client, with its helper for schemas.
 *
 * @module
 */
export { Anthropic, APIUserAbortError, NotFoundError } from "npm:@anthropic-ai/sdk@1.12.0";
export { zodOutputFormat } from "npm:@anthropic-ai/sdk@1.12.0/helpers/zod";
