/**
 * An independent judge of OpenAPI documents.
 *
 * @module
 */
export { Validator } from "npm:@seriousme/openapi-schema-validator@2.11.0";
