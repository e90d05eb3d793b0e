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
  const names = Array.from({ length: 20_001 }, (_, i) => `p${i}`);
  const many = { properties: Object.fromEntries(names.map((name) => [name, {}])) };
  let chained: unknown = { type: "null" };
  for (let i = 0; i < 300; i++) chained = { allOf: [chained] };
  // Each of the ten members may come in two orders.
  const both = { anyOf: [{ properties: { a: {}, b: {} } }, { properties: { b: {}, a: {} } }] };
  const tenth = names.slice(0, 10);
  const orders = {
    properties: Object.fromEntries(tenth.map((name) => [name, both])),
    const: Object.fromEntries(tenth.map((name) => [name, { a: 1, b: 2 }])),
  };
  const words = { enum: Array.from({ length: 50 }, (_, i) => `${i}`.padEnd(9000)) };
  const automaton = /^Cannot enforce the schema at #: it needs an automaton with too many states$/;
  const limits: [schema: unknown, kind: string, limit: RegExp][] = [
    [{ type: "string", pattern: "^[a-z]{1,100000}$" }, "too_large", automaton],
    [{ type: "string", pattern: "(a|b)*a(a|b){30}" }, "too_large", automaton],
    [
      { type: "string", pattern: "(".repeat(5000) + ")".repeat(5000) },
      "unsupported",
      /^Cannot enforce the schema at #\/pattern: nesting deeper than 100 groups is not supported$/,
    ],
    [{ type: "string", pattern: "a{1000001}" }, "unsupported", /more than 1000000 times/],
    [deep, "too_large", /^Cannot enforce the format: it needs more than 100 levels of nesting$/],
    [wide, "too_large", /^Cannot enforce the schema: it has more than 20000 combinations of/],
    [many, "too_large", /^Cannot enforce the schema: it has more than 20000 parts$/],
    [chained, "too_large", /nests too deep$/],
    [orders, "too_large", /values at # can be spelt in more than 1000 ways$/],
    [words, "too_large", /^Cannot enforce the format: it needs more than 400000 states$/],
  ];
  for (const [schema, kind, limit] of limits) {
    const error = failure(schema);
    assert.equal(error.kind, kind, String(limit));
    assert.match(error.message, limit);
  }
});
