import type { Random } from "../../../src/text/mod.ts";

/** One of some things. */
export function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)]!;
}

/** A random JSON Schema, at most `depth` levels deep. */
export function randomSchema(random: Random, depth: number): unknown {
  const inner = () => randomSchema(random, depth - 1);
  const low = Math.floor(random() * 40) - 20;
  const simple: (() => unknown)[] = [
    () => ({ type: pick(random, ["null", "boolean", "integer", "number", "string"]) }),
    () => ({ type: "integer", minimum: low, maximum: low + Math.floor(random() * 300) }),
    () => ({ type: "number", exclusiveMinimum: low / 8, maximum: low / 8 + 1 + random() * 9 }),
    () => ({ type: "string", minLength: Math.floor(random() * 4), maxLength: 4 + low % 3 }),
    () => ({ type: "string", pattern: pick(random, ["^[a-c]{2,4}$", "^\\d+-\\w*$", "[a-z]\\d?"]) }),
    () => ({
      type: "string",
      format: pick(random, [
        "date",
        "time",
        "date-time",
        "uuid",
        "ipv4",
        "ipv6",
        "email",
        "uri",
        "hostname",
        "duration",
      ]),
    }),
    () => ({ enum: ["a", "é\n", 1, -2.5, null, true, { k: [1] }].slice(Math.floor(random() * 6)) }),
  ];
  if (depth === 0) return pick(random, simple)();
  const names = ["name", "na", 'ä"', "value"].filter(() => random() < 0.7);
  const properties = () => Object.fromEntries(names.map((name) => [name, inner()]));
  const some = () => names.filter(() => random() < 0.5);
  return pick(random, [
    ...simple.slice(0, 3),
    () => ({ type: "object", properties: properties(), required: some() }),
    () => ({
      type: "object",
      properties: properties(),
      required: some(),
      additionalProperties: inner(),
    }),
    () => ({ type: "object", additionalProperties: inner(), maxProperties: 3 }),
    () => ({ type: "array", items: inner(), minItems: Math.floor(random() * 2), maxItems: 3 }),
    () => ({ type: "array", prefixItems: [inner(), inner()], items: inner(), maxItems: 4 }),
    () => ({ anyOf: [inner(), inner()] }),
    () => ({
      allOf: [{ type: "object", properties: properties() }, {
        type: "object",
        properties: { z: inner() },
      }],
    }),
  ])();
}
