/**
 * The description of the API for programs.
 *
 * @module
 */
export * from "./openapi_document.ts";
