import { HologramError } from "../../../base/mod.ts";
import { type GoField, GoList, GoMap, GoStruct, type GoValue, goValueOf } from "./values.ts";

/** Fields that a struct is made of: name in Go, name in JSON (with `?` where empty is left out), value. */
type Fields = readonly (readonly [name: string, json: string, value: GoValue])[];

/**
 * Tools as a template sees them. Fields stand in the order of Ollama's structs: a tool's `type`, `items`, `function`; a
 * function's `name`, `description`, `parameters`; its parameters' `type`, `$defs`, `items`, `required`, `properties`; a
 * property's `anyOf`, `type`, `items`, `description`, `enum`, `properties`, `required`. A function's properties are
 * sorted by name, those inside of properties keep their order. What else a schema says follows behind these, sorted.
 * A tool, its function, its parameters and its properties print as JSON.
 *
 * @param tools Tools in OpenAI's form: `{type, function: {name, description, parameters}}`.
 * @throws {HologramError} `invalid` for what is no tool.
 */
export function toolValues(tools: readonly unknown[]): GoList {
  const items = tools.map((tool, i) => {
    const what = `tool ${i + 1}`;
    const { type, items, function: described, ...rest } = record(tool, what);
    return struct("template.templateTool", [
      ["Type", "type", text(type)],
      ["Items", "items?", goValueOf(items)],
      ["Function", "function", functionValue(described, what)],
    ], rest);
  });
  return new GoList({ type: "template.templateTools", printsJson: true }, items);
}

function functionValue(value: unknown, what: string): GoStruct {
  const { name, description, parameters, ...rest } = record(value, `the function of ${what}`);
  if (typeof name !== "string" || name === "") fail(`the function of ${what} has no name`);
  return struct("template.templateToolFunction", [
    ["Name", "name", name],
    ["Description", "description", text(description)],
    ["Parameters", "parameters", parametersValue(parameters, what)],
  ], rest);
}

function parametersValue(value: unknown, what: string): GoStruct {
  const { type, $defs, items, required, properties, ...rest } = record(
    value ?? {},
    `the parameters of ${what}`,
  );
  return struct("template.templateToolFunctionParameters", [
    ["Type", "type", text(type)],
    ["Defs", "$defs?", goValueOf($defs)],
    ["Items", "items?", goValueOf(items)],
    ["Required", "required?", goValueOf(required)],
    ["Properties", "properties", propertiesValue(properties ?? {}, what, "sorted")],
  ], rest);
}

function propertiesValue(value: unknown, what: string, order: "sorted" | "given"): GoMap {
  const entries = Object.entries(record(value, `the properties of ${what}`));
  return new GoMap(
    { type: "template.templateProperties", printsJson: true },
    entries.map(([name, property]) => [name, propertyValue(property, `${what}, ${name}`)]),
    order,
  );
}

function propertyValue(value: unknown, what: string): GoStruct {
  const { anyOf, type, items, description, enum: values, properties, required, ...rest } = record(
    value,
    what,
  );
  const choices = Array.isArray(anyOf) ? anyOf : [];
  const types = (Array.isArray(type) ? type : [type]).filter((one) => typeof one === "string");
  return struct("api.ToolProperty", [
    ["AnyOf", "anyOf?", list(choices.map((choice) => propertyValue(choice, what)))],
    ["Type", "type?", new GoList({ type: "api.PropertyType", joins: true }, types)],
    ["Items", "items?", goValueOf(items)],
    ["Description", "description?", text(description)],
    ["Enum", "enum?", goValueOf(values)],
    [
      "Properties",
      "properties?",
      properties === undefined || properties === null
        ? null
        : propertiesValue(properties, what, "given"),
    ],
    ["Required", "required?", goValueOf(required)],
  ], rest);
}

function list(items: readonly GoValue[]): GoList {
  return new GoList({ type: "[]api.ToolProperty" }, items);
}

function struct(type: string, fields: Fields, rest: Record<string, unknown>): GoStruct {
  const entries = fields.map(([name, json, value]): [string, GoField] => [name, { value, json }]);
  return new GoStruct({ type, printsJson: true }, entries, goValueOf(rest) as GoMap);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  fail(`${what} must be an object`);
}

function fail(why: string): never {
  throw new HologramError(`Cannot render the tools: ${why}`, { kind: "invalid" });
}
