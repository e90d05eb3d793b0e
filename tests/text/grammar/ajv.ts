/** An independent judge of what fits a JSON Schema. */
import ajvModule from "npm:ajv@8.17.1/dist/2020.js";
import formatsModule from "npm:ajv-formats@3.0.1";

// CommonJS modules: the class is a property of what is imported.
const Ajv = (ajvModule as unknown as { default: typeof ajvModule }).default ?? ajvModule;
const addFormats = (formatsModule as unknown as { default: typeof formatsModule }).default ??
  formatsModule;

// deno-lint-ignore no-explicit-any -- the module's types name no constructor
const judge = new (Ajv as any)({ strict: false, validateFormats: true, addUsedSchema: false });
// deno-lint-ignore no-explicit-any -- as above
(addFormats as any)(judge);

/** Whether a value fits a schema of draft 2020-12, formats included. */
export function fits(schema: unknown, value: unknown): boolean {
  return judge.validate(schema, value);
}

/** Compiles a schema that was not compiled before. */
export function compileJudge(schema: object): void {
  judge.compile(schema);
  judge.removeSchema(schema);
}
