import assert from "node:assert/strict";
import { schemaGrammar, takes } from "./byte_matcher.ts";

/** A schema, texts that fit, and texts that do not. */
type Case = [schema: unknown, fit: string[], unfit: string[]];

function check(cases: readonly Case[]): void {
  for (const [schema, fit, unfit] of cases) {
    const grammar = schemaGrammar(schema);
    const name = JSON.stringify(schema);
    for (const text of fit) assert.ok(takes(grammar, text), `${name} refuses ${text}`);
    for (const text of unfit) assert.ok(!takes(grammar, text), `${name} takes ${text}`);
  }
}

Deno.test("types and constants are enforced", () => {
  check([
    [true, ["1", '"a"', "[1, {}]", '{"a": null}', " 1"], ["", "nul", "1 2", "  1", "\n  true"]],
    [{}, ["false", "-0.5e-7"], ["+1", "01", "1."]],
    [{ title: "x", description: "y", default: 1, "x-note": true }, ["null"], ["NULL"]],
    [{ type: "null" }, ["null"], ["0"]],
    [{ type: "boolean" }, ["true", "false"], ["True", "1"]],
    [{ type: ["string", "null"] }, ["null", '""'], ["1", "{}"]],
    [{ type: "string", nullable: true }, ["null", '"a"'], ["1"]],
    [{ enum: ["a", "ab", 1, null, { b: [1] }] }, ['"a"', '"ab"', "1", "null", '{"b":[1]}'], [
      '"b"',
      '"abc"',
      "2",
    ]],
    [{ const: 'say "é"\n' }, ['"say \\"é\\"\\n"'], ['"say"']],
    [{ type: "string", enum: ["a", 1] }, ['"a"'], ["1"]],
    [{ enum: ["a", "bb", 7], minLength: 2 }, ['"bb"', "7"], ['"a"']],
    [{ enum: [{ a: 1 }, { b: 2 }], properties: { a: { type: "integer" } }, required: ["a"] }, [
      '{"a":1}',
    ], ['{"b":2}']],
  ]);
});

Deno.test("values that are listed come with their properties in the order in which they are declared", () => {
  const ab = { a: { type: "integer" }, b: { type: "string" } };
  const ba = { b: true, a: true };
  check([
    [{ properties: ab, enum: [{ b: "x", a: 1 }, { b: 2, a: 1 }] }, ['{"a":1,"b":"x"}'], [
      '{"b":"x","a":1}',
      '{"a":1,"b":2}',
    ]],
    [{ const: { b: "x", a: 1 } }, ['{"b":"x","a":1}'], ['{"a":1,"b":"x"}']],
    [{ required: ["a"], additionalProperties: true, const: { z: 0, a: 1 } }, ['{"a":1,"z":0}'], []],
    [
      {
        properties: { o: { properties: ab }, l: { items: { properties: ab } } },
        const: { l: [{ b: "", a: 1 }], o: { b: "x", a: 2 } },
      },
      ['{"o":{"a":2,"b":"x"},"l":[{"a":1,"b":""}]}'],
      [],
    ],
    [
      {
        properties: { o: { anyOf: [{ properties: ab }, { properties: ba }] } },
        const: { o: { b: "x", a: 1 } },
      },
      ['{"o":{"a":1,"b":"x"}}', '{"o":{"b":"x","a":1}}'],
      [],
    ],
    [
      { properties: { o: { enum: [{ a: 1, b: "x" }] } }, const: { o: { b: "x", a: 1 } } },
      ['{"o":{"a":1,"b":"x"}}'],
      [],
    ],
    [{ allOf: [{ const: { o: 1, p: 2 } }, { enum: [{ p: 2, o: 1 }] }] }, ['{"o":1,"p":2}'], []],
  ]);
});

Deno.test("strings are enforced", () => {
  check([
    [{ type: "string" }, ['"é東\\u00e9\\uD83D\\ude00\\n"', '""', '"\\/"'], [
      '"\n"',
      '"\\x"',
      '"\\ud83d"',
      '"\\udc00"',
      '"a',
    ]],
    [{ type: "string", minLength: 2, maxLength: 3 }, [
      '"ab"',
      '"é東😀"',
      '"\\ud83d\\ude00a"',
      '"\\u00e9\\n"',
    ], [
      '"a"',
      '"abcd"',
      '"😀"',
    ]],
    [{ type: "string", minLength: 300, maxLength: 100000 }, [`"${"é".repeat(300)}"`], [
      '"é"',
    ]],
    [{ type: "string", pattern: "^[A-Z]{2,3}-\\d+$" }, ['"AB-1"', '"ABC-99"'], [
      '"A-1"',
      '"AB-"',
      '"ab-1"',
    ]],
    [{ type: "string", pattern: "b+" }, ['"b"', '"abba"'], ['"aa"', '""']],
    [{ type: "string", pattern: "^a|c$" }, ['"ab"', '"bc"', '"a"'], ['"bcb"', '"ba"']],
    [{ type: "string", pattern: "^(?:a|b)(?<x>c)?.\\s[^x\\]-]$" }, ['"acz 1"', '"bz\\t2"'], [
      '"acz x"',
      '"az -"',
    ]],
    [{ type: "string", pattern: '^["\\\\]$' }, ['"\\""', '"\\\\"'], ['"a"']],
    [{ type: "string", pattern: "^\\u00e9\\x41\\u{1F600}\\uD83D\\uDE00$" }, ['"éA😀😀"'], [
      '"eA😀😀"',
    ]],
    [{ type: "string", pattern: "^(?!\\.)(?!.*\\.\\.)[a-z.]+$" }, ['"a.b"'], ['".a"', '"a..b"']],
    [{ type: "string", pattern: "^(?=.*\\d)[a-z\\d]+$" }, ['"a1"'], ['"ab"']],
    [{ type: "string", pattern: "^a*$", minLength: 2, maxLength: 3 }, ['"aa"'], ['"a"', '"aaaa"']],
    [{ type: "string", pattern: "^x{3}$" }, ['"xxx"'], ['"xx"', '"xxxx"']],
    [{ type: "string", format: "date" }, ['"2024-02-29"'], ['"2023-02-29"', '"2024-13-01"']],
    [{ type: "string", format: "date-time" }, ['"2024-02-29T23:59:59.5Z"'], ['"2024-02-29"']],
    [{ type: "string", format: "uuid" }, ['"123e4567-e89b-12d3-a456-426614174000"'], ['"123"']],
    [{ type: "string", format: "ipv4" }, ['"255.0.10.1"'], ['"256.0.0.1"', '"1.2.3"']],
    [{ type: "string", format: "ipv6" }, ['"::1"', '"fe80::1:2"', '"1:2:3:4:5:6:7:8"', '"1::"'], [
      '"1:2"',
      '"1::2::3"',
    ]],
    [{ type: "string", format: "email" }, ['"a.b@example.org"'], ['"a@b"', '"@b.de"']],
    [{ type: "string", format: "email", maxLength: 9 }, ['"a.b@cd.ef"', '"a@b.ef"'], [
      '"a.b@cde.fg"',
      '"a@b"',
      '"a..@cd.ef"',
    ]],
    [{ type: "string", format: "email", maxLength: 255 }, [`"${"a".repeat(248)}@bc.de"`], [
      `"${"a".repeat(250)}@bc.de"`,
    ]],
    [{ type: "string", format: "email", maxLength: 300 }, [`"${"a".repeat(32)}@bc.de"`], ['"a@b"']],
    [{ type: "string", format: "hostname", maxLength: 253 }, [`"${"a".repeat(62)}.org"`], ['"a."']],
    [{ type: "string", format: "date", minLength: 10, maxLength: 10 }, ['"2024-01-31"'], [
      '"2024"',
    ]],
    [{ type: "string", pattern: "^a+$", maxLength: 3 }, ['"aaa"'], ['"aaaa"']],
    [{ type: "string", pattern: "^a{1,5}$", maxLength: 4 }, ['"aaaa"'], ['"aaaaa"']],
    [{ type: "string", format: "uri" }, [
      '"https://example.org:80/a%20b?c=d#e"',
      '"mailto:a@b.org"',
    ], ['"a b"']],
    [{ type: "string", format: "duration" }, ['"P1DT2H"', '"PT5M"'], ['"P"', '"P1DT"']],
    [{ type: "string", format: "anything" }, ['"x"'], ["1"]],
  ]);
});

Deno.test("numbers are enforced", () => {
  check([
    [{ type: "integer" }, ["0", "-12"], ["1.0", "01", "-"]],
    [{ type: "number" }, ["0.5", "1e9", "-2.5E+3"], [".5", "1e999"]],
    [{ type: "integer", minimum: 3, maximum: 120 }, ["3", "99", "120"], ["2", "121", "-5", "0"]],
    [{ type: "integer", exclusiveMinimum: -3, exclusiveMaximum: 3 }, ["-2", "0", "2"], [
      "-3",
      "3",
      "-0",
    ]],
    [{ type: "integer", minimum: 5 }, ["5", "123456789012345678901"], ["4", "-5"]],
    [{ type: "integer", maximum: -5 }, ["-5", "-60"], ["-4", "0", "5"]],
    [{ type: "number", minimum: -1.25, maximum: 0.5 }, ["-1.25", "-1.2", "0", "0.5", "0.50"], [
      "-1.26",
      "0.51",
      "1",
    ]],
    [{ type: "number", exclusiveMinimum: 0 }, ["0.001", "1", "99.5"], ["0", "0.00", "-1"]],
    [{ type: "number", minimum: 1e-7, maximum: 1e21 }, ["0.0000001", "1000000000000000000000"], [
      "0.00000001",
    ]],
    [{ type: "integer", minimum: 1, exclusiveMinimum: true }, ["2"], ["1"]],
    [{ type: "number", multipleOf: 0.01 }, ["1.25", "3", "-0.5"], ["1.255"]],
    [{ type: "integer", multipleOf: 100 }, ["0", "300"], ["30"]],
  ]);
});

Deno.test("arrays are enforced", () => {
  check([
    [{ type: "array" }, ["[]", '[1, "a",\n  [ ]]'], ["[1,]", "[,1]", "[1"]],
    [{ type: "array", items: { type: "integer" }, minItems: 1, maxItems: 2 }, ["[1]", "[1,2]"], [
      "[]",
      "[1,2,3]",
      '["a"]',
    ]],
    [{ type: "array", items: { type: "null" }, minItems: 2 }, ["[null,null]", "[null,null,null]"], [
      "[null]",
    ]],
    [{ items: false }, ["[]"], ["[1]", "1"]],
    [{ type: "array", prefixItems: [{ type: "integer" }, { type: "string" }] }, ['[1, "a"]'], [
      "[1]",
      '[1,"a",2]',
    ]],
    [
      { type: "array", prefixItems: [{ type: "integer" }], items: { type: "string" }, minItems: 0 },
      ["[]", "[1]", '[1,"a","b"]'],
      ['["a"]'],
    ],
    [
      {
        type: "array",
        items: [{ type: "integer" }],
        additionalItems: { type: "null" },
        minItems: 2,
        maxItems: 3,
      },
      ["[1,null]", "[1,null,null]"],
      ["[1]", "[1,null,null,null]"],
    ],
    [{ type: "array", maxItems: 1, uniqueItems: false }, ["[]", "[3]"], ["[3,3]"]],
  ]);
});

Deno.test("objects are enforced", () => {
  const ab = { a: { type: "integer" }, b: { type: "string" }, c: { type: "null" } };
  check([
    [{ type: "object" }, ["{}", '{"x": 1, "y": {}}'], ["[]", '{"x"}']],
    [{ type: "object", properties: ab, required: ["b"] }, [
      '{"b":"x"}',
      '{"a":1,"b":"x"}',
      '{\n  "a": 1,\n  "b": "x",\n  "c": null\n}',
    ], ["{}", '{"a":1}', '{"b":"x","a":1}', '{"b":"x","d":1}']],
    [{ properties: ab, required: ["a", "z"], additionalProperties: { type: "boolean" } }, [
      '{"a":1,"z":true,"q":false}',
    ], [
      '{"a":1}',
      '{"a":1,"z":1}',
      '{"a":1,"z":true,"b":true}',
      '{"a":1,"z":true,"\\u0062":true}',
    ]],
    [{ type: "object", properties: ab, additionalProperties: true }, [
      "{}",
      '{"d":{}}',
      '{"a":1,"aa":2}',
    ], ['{"d":1,"a":"x"}']],
    [{ type: "object", additionalProperties: false }, ["{}"], ['{"a":1}']],
    [
      {
        type: "object",
        additionalProperties: { type: "integer" },
        minProperties: 1,
        maxProperties: 2,
      },
      ['{"a":1}'],
      ["{}", '{"a":1,"b":2,"c":3}'],
    ],
    [
      {
        type: "object",
        patternProperties: { "^n_": { type: "integer" }, "_s$": { type: "integer", minimum: 5 } },
        additionalProperties: false,
      },
      ['{"n_a":1,"x_s":5,"n_s":9}'],
      ['{"n_s":1}', '{"q":1}', '{"n_a":"x"}'],
    ],
    [
      {
        type: "object",
        propertyNames: { enum: ["a", "b"] },
        additionalProperties: { type: "integer" },
      },
      ['{"a":1}', "{}"],
      ['{"c":1}'],
    ],
    [{ type: "object", properties: { a: false, b: true } }, ['{"b":1}'], ['{"a":1}']],
    [{ type: "object", properties: { 'é"\n': { const: 1 } }, required: ['é"\n'] }, [
      '{"é\\"\\n":1}',
    ], ["{}"]],
  ]);
});

Deno.test("combinations and references are enforced", () => {
  const point = { type: "object", properties: { x: { type: "integer" } }, required: ["x"] };
  check([
    [{ anyOf: [{ type: "integer" }, { type: "string", maxLength: 1 }] }, ["12", '"a"'], [
      '"ab"',
      "null",
    ]],
    [{ oneOf: [point, { type: "null" }] }, ['{"x":1}', "null"], ["{}"]],
    [
      {
        type: "object",
        properties: { kind: { type: "string" } },
        required: ["kind"],
        anyOf: [{ properties: { kind: { const: "a" }, n: { type: "null" } }, required: ["n"] }, {
          properties: { kind: { const: "b" } },
        }],
      },
      ['{"kind":"a","n":null}', '{"kind":"b"}'],
      ['{"kind":"a"}', '{"kind":"c"}'],
    ],
    [{ allOf: [point, { properties: { y: { type: "null" } }, required: ["y"] }] }, [
      '{"x":1,"y":null}',
    ], ['{"x":1}', '{"x":1,"y":null,"z":1}']],
    [{ allOf: [{ type: "number", minimum: 2 }, { type: "integer", maximum: 4 }] }, ["2", "4"], [
      "1",
      "5",
      "2.5",
    ]],
    [{ allOf: [{ pattern: "^a" }, { pattern: "b$" }] }, ['"ab"', '"acb"'], ['"a"', '"b"']],
    [
      {
        allOf: [{ ...point, additionalProperties: false }, { properties: { y: { type: "null" } } }],
      },
      ['{"x":1}'],
      ['{"x":1,"y":null}'],
    ],
    [{ $defs: { p: point }, type: "array", items: { $ref: "#/$defs/p" } }, ['[{"x":1}]', "[]"], [
      "[{}]",
    ]],
    [{ definitions: { "a/b~c": { type: "null" } }, $ref: "#/definitions/a~1b~0c" }, ["null"], [
      "1",
    ]],
    [
      { $defs: { p: point }, $ref: "#/$defs/p", description: "d", properties: { y: { const: 1 } } },
      ['{"y":1,"x":1}'],
      ['{"x":1,"y":2}'],
    ],
    [
      {
        type: "object",
        properties: { v: { type: "integer" }, next: { anyOf: [{ $ref: "#" }, { type: "null" }] } },
        required: ["v", "next"],
      },
      ['{"v":1,"next":{"v":2,"next":null}}'],
      ['{"v":1,"next":{"v":2}}', '{"v":1}'],
    ],
  ]);
});
