import assert from "node:assert/strict";
import type { HologramError } from "../../../src/base/mod.ts";
import { schemaGrammar } from "./byte_matcher.ts";

/** What an attempt to compile a schema fails with. */
function failure(schema: unknown): HologramError {
  let found: unknown;
  assert.throws(() => schemaGrammar(schema), (error) => {
    found = error;
    return true;
  });
  return found as HologramError;
}

Deno.test("a keyword that constrains and is not enforced is refused by its name and place", () => {
  const keywords = {
    not: {},
    if: true,
    then: true,
    else: true,
    dependentRequired: {},
    dependentSchemas: {},
    dependencies: {},
    contains: {},
    minContains: 1,
    maxContains: 1,
    uniqueItems: true,
    unevaluatedItems: false,
    unevaluatedProperties: false,
    multipleOf: 7,
    $dynamicRef: "#a",
    $recursiveRef: "#",
    $ref: "https://example.org/schema",
    minProperties: 2,
  };
  for (const [keyword, value] of Object.entries(keywords)) {
    const { kind, message } = failure({ properties: { "a/b": { [keyword]: value } } });
    assert.equal(kind, "unsupported", keyword);
    assert.ok(message.includes(`'${keyword}' at #/properties/a~1b `), message);
  }
});

Deno.test("a pattern with a construct that is not enforced is refused by its name", () => {
  for (const pattern of ["(?<=a)b", "(a)\\1", "\\bword\\b", "\\p{L}", "(?i)a", "(a$)*", "a^b"]) {
    const { kind, message } = failure({ type: "string", pattern });
    assert.equal(kind, "unsupported", pattern);
    assert.ok(message.startsWith("Cannot enforce the schema at #/pattern: "), message);
  }
  for (const pattern of ["(a", "a)", "[a", "*", "a{3,2}", "[b-a]", "\\", "\\u12"]) {
    assert.equal(failure({ type: "string", pattern }).kind, "invalid", pattern);
  }
});

Deno.test("a malformed schema is refused", () => {
  const schemas = [
    ...[1, null, [], { type: "text" }, { type: [] }, { enum: 1 }, { minLength: -1 }, {
      pattern: 1,
    }],
    ...[{ required: [1] }, { properties: [] }, { anyOf: [] }, { allOf: {} }, { $ref: "#/$defs/x" }],
    ...[{ minimum: "1" }, { $ref: "#" }, { anyOf: [{ $ref: "#" }, { type: "null" }] }],
  ];
  for (const schema of schemas) {
    assert.equal(failure(schema).kind, "invalid", JSON.stringify(schema));
  }
});

Deno.test("a schema that nothing fits is refused", () => {
  const endless = { type: "object", properties: { a: { $ref: "#" } }, required: ["a"] };
  for (
    const schema of [
      ...[false, { enum: [] }, { type: "integer", minimum: 2, maximum: 1 }, endless],
      ...[{ allOf: [{ type: "string" }, { type: "null" }] }, {
        type: "array",
        minItems: 2,
        maxItems: 1,
      }],
      { type: "object", properties: { a: false }, required: ["a"] },
      { type: "string", pattern: "^a$", minLength: 2 },
    ]
  ) {
    const { kind, message } = failure(schema);
    assert.equal(kind, "invalid", JSON.stringify(schema));
    assert.equal(message, "Cannot enforce the format: nothing fits it");
  }
});

Deno.test("a schema that would take too much room is refused", () => {
  let deep: unknown = { type: "null" };
  for (let i = 0; i < 101; i++) deep = { type: "array", items: deep, minItems: 1 };
  let wide: unknown = { type: "null" };
  for (let i = 0; i < 40; i++) {
    wide = { type: ["null", "integer"], anyOf: [wide, { allOf: [wide] }] };
  }
  for (
    const schema of [
      { type: "string", pattern: "^[a-z]{1,100000}$" },
      { type: "string", pattern: "(a|b)*a(a|b){30}" },
      { type: "string", pattern: "(".repeat(5000) + ")".repeat(5000) },
      deep,
      wide,
    ]
  ) {
    assert.match(failure(schema).kind, /too_large|unsupported/);
  }
});
