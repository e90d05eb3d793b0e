import { VERSION } from "../../base/mod.ts";
import * as z from "../../deps/zod.ts";
import { HINT_HEADER } from "../error_response.ts";
import { ALL_OPERATIONS } from "./all_operations.ts";
import { ERROR_SCHEMAS } from "./error_schemas.ts";
import type { Answer, ErrorShape, Operation, OperationGroup } from "./operation.ts";

/** A part of the document, as JSON. */
export type JsonObject = { [name: string]: unknown };

const NAME = "The model's name. Slashes in it may stand as they are, or encoded as `%2F`";

/** What parameters of paths are. */
const PATH_PARAMETERS: Readonly<Record<string, { description: string; pattern?: string }>> = {
  name: {
    description: `${NAME}: so they must be in one that ends in \`/ready\`, \`/infer\` or ` +
      "`/versions/` and a word",
  },
  id: { description: NAME },
  version: { description: "The first 12 digits of the model's digest; a model has one version" },
  digest: {
    description: "The blob's digest, `sha256:` and 64 hexadecimal digits",
    pattern: "^sha256[:-][0-9a-fA-F]{64}$",
  },
};

/**
 * Describes the whole API as a document of OpenAPI 3.1. The schemas of requests are those that check them, written as
 * JSON Schema.
 */
export function openapiDocument(): JsonObject {
  const names = schemaNames();
  const paths: Record<string, JsonObject> = {};
  for (const group of ALL_OPERATIONS) {
    for (const operation of group.operations) {
      const path = paths[operation.path] ??= pathItem(operation.path);
      path[operation.method] = operationObject(operation, group, names);
    }
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Hologram",
      version: VERSION,
      description: "Runs AI models on this machine. Where the server has a key, requests bring it.",
      license: { name: "MIT", identifier: "MIT" },
    },
    tags: ALL_OPERATIONS.map(({ name, description }) => ({ name, description })),
    security: [{ bearer: [] }, { apiKey: [] }, {}],
    paths,
    components: {
      schemas: Object.fromEntries([
        ...[...names].map(([schema, name]) => [name, jsonSchema(schema)]),
        ...Object.entries(ERROR_SCHEMAS).map(([name, schema]) => [name, jsonSchema(schema)]),
      ]),
      responses: Object.fromEntries(
        Object.keys(ERROR_SCHEMAS).map((name) => [name, errorObject(name as ErrorShape)]),
      ),
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "The key of the server" },
        apiKey: { type: "apiKey", in: "header", name: "x-api-key", description: "The same key" },
      },
    },
  };
}

/** A name for each schema of a request: that of the first operation that has it. */
function schemaNames(): Map<z.ZodType, string> {
  const names = new Map<z.ZodType, string>();
  for (const { id, body = {} } of ALL_OPERATIONS.flatMap(({ operations }) => operations)) {
    for (const schema of Object.values(body)) {
      if (schema === null || names.has(schema)) continue;
      names.set(schema, `${id[0]!.toUpperCase()}${id.slice(1)}Request`);
    }
  }
  return names;
}

function pathItem(path: string): JsonObject {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => {
    const { description, pattern } = PATH_PARAMETERS[name!]!;
    const schema = { type: "string", pattern };
    return { name, in: "path", required: true, description, schema };
  });
  return parameters.length === 0 ? {} : { parameters };
}

function operationObject(
  { id, summary, description, body, headers, query, answers, open }: Operation,
  { name, errors }: OperationGroup,
  names: ReadonlyMap<z.ZodType, string>,
): JsonObject {
  return {
    operationId: id,
    tags: [name],
    summary,
    description,
    parameters: parametersOf(headers, query),
    requestBody: body && {
      required: true,
      content: Object.fromEntries(
        Object.entries(body).map(([type, schema]) => {
          return [type, schema === null ? {} : { schema: reference(names.get(schema)!) }];
        }),
      ),
    },
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => {
          return [status, answerObject(answer)];
        }),
      ),
      default: { $ref: `#/components/responses/${errors}` },
    },
    security: open ? [] : undefined,
  };
}

function parametersOf(
  headers: Operation["headers"],
  query: Operation["query"],
): JsonObject[] | undefined {
  if (headers === undefined && query === undefined) return undefined;
  return [
    ...Object.entries(headers ?? {}).map(([name, { description, type }]) => {
      return { name, in: "header", description, schema: { type } };
    }),
    ...Object.entries(query ?? {}).map(([name, { description, type, required }]) => {
      return { name, in: "query", description, required, schema: { type } };
    }),
  ];
}

function answerObject({ description, content = [] }: Answer): JsonObject {
  if (content.length === 0) return { description };
  return { description, content: Object.fromEntries(content.map((type) => [type, {}])) };
}

function errorObject(name: ErrorShape): JsonObject {
  return {
    description: "It failed",
    headers: {
      [HINT_HEADER]: {
        description: "What to do, as a URI component",
        schema: { type: "string" },
      },
    },
    content: { "application/json": { schema: reference(name) } },
  };
}

function reference(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

function jsonSchema(schema: z.ZodType): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
}
