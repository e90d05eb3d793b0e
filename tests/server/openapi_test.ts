import assert from "node:assert/strict";
import { ALL_OPERATIONS } from "../../src/server/openapi/all_operations.ts";
import type { Operation, OperationGroup } from "../../src/server/openapi/operation.ts";
import { schemaJudge, Validator } from "./openapi_validator.ts";
import { type Routes, withRoutes } from "./with_routes.ts";

// deno-lint-ignore no-explicit-any
type Document = any;

const KEY = "a-secret";

const EVERY: { operation: Operation; group: OperationGroup }[] = ALL_OPERATIONS.flatMap((group) =>
  group.operations.map((operation) => ({ operation, group }))
);

async function documentOf({ send }: Pick<Routes, "send">): Promise<Document> {
  const response = await send("/openapi.json");
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "application/json");
  return await response.json();
}

/** The path of an operation with values in the place of its parameters. */
function pathOf({ path }: Operation): string {
  return path.replace("{digest}", `sha256:${"0".repeat(64)}`).replace(/\{\w+\}/g, "nothing");
}

Deno.test("the document names every route of the server, and no other", () =>
  withRoutes({}, async ({ routes, send }) => {
    const registered = routes.routes.filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)(\{[^}]*\})?/g, "{$1}")}`);
    const { paths } = await documentOf({ send });
    const documented = Object.entries<Record<string, unknown>>(paths).flatMap(([path, item]) =>
      Object.keys(item).filter((key) => key !== "parameters")
        // Hono answers HEAD with the handler of GET.
        .map((method) => `${method === "head" ? "GET" : method.toUpperCase()} ${path}`)
    );
    assert.deepEqual(documented.sort(), [...new Set(registered)].sort());
  }));

Deno.test("the document is valid OpenAPI 3.1, and each operation has a name of its own", () =>
  withRoutes({}, async ({ send }) => {
    const document = await documentOf({ send });
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(document));
    assert.ok(valid, JSON.stringify(errors));
    assert.equal(validator.version, "3.1");
    const broken = structuredClone(document);
    delete broken.paths["/api/tags"].get.responses["200"].description;
    assert.equal((await new Validator().validate(broken)).valid, false);
    const ids = EVERY.map(({ operation }) => operation.id);
    assert.equal(new Set(ids).size, ids.length);
  }));

Deno.test("every reference of the document leads to something", () =>
  withRoutes({}, async ({ send }) => {
    const document = await documentOf({ send });
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]*)"/g)];
    assert.ok(references.length > EVERY.length);
    for (const [, pointer] of references) {
      const target = pointer!.split("/").reduce((value, key) => value?.[key], document);
      assert.ok(target !== undefined, String(pointer));
    }
  }));

/** Bodies of which each request takes some and refuses others. */
const BODIES: readonly unknown[] = [
  {},
  [],
  "text",
  null,
  7,
  { model: "nothing" },
  { model: null, name: null },
  { model: 1 },
  { name: ["nothing"] },
  { source: "a b", destination: "c d" },
  { source: 1 },
  { model: "nothing", unknown: { field: [] } },
  { model: "nothing", stream: "yes" },
  { model: "nothing", force: 1, verbose: 1 },
  { model: "nothing", path: 3 },
  { model: "nothing", options: { temperature: 0 } },
  { model: "nothing", options: [] },
  { model: "nothing", keep_alive: "5m" },
  { model: "nothing", keep_alive: true },
  { model: "nothing", messages: [{ role: "user", content: "hello" }] },
  { model: "nothing", messages: [{ content: "hello" }] },
  { model: "nothing", messages: "hello" },
  { model: "nothing", messages: [{ role: "user", content: "hello", tool_calls: [{}] }] },
  { model: "nothing", tools: [{ type: "function", function: { name: "f" } }] },
  { model: "nothing", tools: [{ type: "function", function: {} }] },
  { model: "nothing", tool_choice: "sometimes" },
  { model: "nothing", context: [1, 2, 3] },
  { model: "nothing", context: [1.5] },
  { model: "nothing", tokens: [1, 2, 3], content: "text" },
  { model: "nothing", tokens: [-1], content: 1 },
  { model: "nothing", input: "text", prompt: "text" },
  { model: "nothing", input: 5, prompt: 5 },
  { model: "nothing", dimensions: 0 },
  { model: "nothing", dimensions: -1 },
  { model: "nothing", n: 1, max_tokens: 3, max_output_tokens: 3 },
  { model: "nothing", n: 0 },
  { model: "nothing", n: 129 },
  { model: "nothing", max_tokens: 1.5 },
  { model: "nothing", logit_bias: { 5: -100 } },
  { model: "nothing", logit_bias: { 5: "much" } },
  { model: "nothing", logprobs: 21 },
  { model: "nothing", truncation: "auto" },
  { model: "nothing", truncation: "perhaps" },
  { model: "nothing", license: ["a", "b"] },
  { model: "nothing", license: ["a", 1] },
  { model: "nothing", memory_budget: 0 },
  { model: "nothing", inputs: { x: [1, 2] } },
  { inputs: [{ name: "x", datatype: "FP32", shape: [1], data: [0.5] }] },
];

Deno.test("the document's schemas take and refuse the same bodies as the server", async (t) => {
  await withRoutes({}, async ({ send }) => {
    const document = await documentOf({ send });
    for (const { operation, group } of EVERY) {
      const schema = operation.body?.["application/json"];
      if (!schema) continue;
      await t.step(`${operation.method} ${operation.path}`, async () => {
        const { requestBody } = document.paths[operation.path][operation.method];
        const name = requestBody.content["application/json"].schema.$ref.split("/").at(-1);
        const fits = schemaJudge(document.components.schemas[name]);
        const verdicts = new Set<boolean>();
        for (const body of BODIES) {
          const text = JSON.stringify(body);
          const accepted = fits(body);
          verdicts.add(accepted);
          assert.equal(schema.safeParse(body).success, accepted, text);
          // Tensors are read against what the model takes, so there must be one.
          if (group.name === "Inference") continue;
          const method = operation.method.toUpperCase();
          const response = await send(operation.path, { method, body: text });
          const answer = await response.text();
          if (!accepted) assert.equal(response.status, 400, `${text}: ${answer}`);
          assert.equal(answer.includes("Cannot read the request: "), !accepted, answer + text);
        }
        assert.equal(verdicts.size, 2);
      });
    }
  });
});

Deno.test("all but the open operations need the key, and refuse in the form that the document says", () =>
  withRoutes({ HOLOGRAM_API_KEY: KEY }, async ({ send }) => {
    const document = await documentOf({
      send: (path) => send(path, { headers: { "x-api-key": KEY } }),
    });
    for (const { operation, group } of EVERY) {
      const { method, path } = operation;
      const response = await send(pathOf(operation), { method: method.toUpperCase() });
      const text = await response.text();
      assert.equal(response.status, operation.open ? 200 : 401, `${method} ${path}: ${text}`);
      const { security } = document.paths[path][method];
      assert.deepEqual(security, operation.open ? [] : undefined);
      if (operation.open || method === "head") continue;
      const fits = schemaJudge(document.components.schemas[group.errors]);
      assert.ok(fits(JSON.parse(text)), `${path}: ${text}`);
    }
  }));

Deno.test("what can be asked without a model is answered with the status and type that the document says", () =>
  withRoutes({}, async ({ send }) => {
    const { components } = await documentOf({ send });
    let asked = 0;
    for (const { operation, group } of EVERY) {
      if (operation.method !== "get") continue;
      const response = await send(pathOf(operation));
      const text = await response.text();
      if (operation.path.includes("{")) {
        assert.equal(response.status, 404, operation.path);
        assert.ok(schemaJudge(components.schemas[group.errors])(JSON.parse(text)), text);
        continue;
      }
      const answer = operation.answers[response.status];
      assert.ok(answer, `${operation.path}: ${response.status} ${text}`);
      const type = response.headers.get("content-type")!.split(";")[0]!;
      assert.ok(answer.content!.includes(type), `${operation.path}: ${type}`);
      if (type === "application/json") JSON.parse(text);
      asked++;
    }
    assert.ok(asked > 10);
  }));
