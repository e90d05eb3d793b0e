/**
 * OpenAI's client, with its helpers for schemas.
 *
 * @module
 */
export { APIUserAbortError, NotFoundError, OpenAI } from "npm:openai@7.57.0";
export { zodResponseFormat, zodTextFormat } from "npm:openai@7.57.0/helpers/zod";
