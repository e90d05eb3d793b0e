/**
 * Independent judges of OpenAPI documents and JSON Schemas.
 *
 * @module
 */
import ajvModule from "npm:ajv@8.17.1/dist/2020.js";

export { Validator } from "npm:@seriousme/openapi-schema-validator@2.11.0";

// A CommonJS module: the class is a property of what is imported.
const Ajv = (ajvModule as unknown as { default: typeof ajvModule }).default ?? ajvModule;

/** What tells whether a value fits a schema of draft 2020-12. */
export function schemaJudge(schema: unknown): (value: unknown) => boolean {
  // deno-lint-ignore no-explicit-any -- the module's types name no constructor
  return new (Ajv as any)({ strict: false }).compile(schema);
}
