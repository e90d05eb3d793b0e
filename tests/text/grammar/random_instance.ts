import type { Random } from "../../../src/text/mod.ts";
import { pick } from "./random_schema.ts";

/** Strings that match the patterns of random schemas. */
const OF_PATTERN: Readonly<Record<string, readonly string[]>> = {
  "^[a-c]{2,4}$": ["ab", "cab", "aaaa", "bc"],
  "^\\d+-\\w*$": ["1-", "042-x_9", "7-abc"],
  "[a-z]\\d?": ["q", "  é z9", "Hello\n", '"x"', "\\t"],
};
/** Strings of the formats. */
const OF_FORMAT: Readonly<Record<string, readonly string[]>> = {
  date: ["2024-02-29", "1999-12-31", "2000-02-29"],
  time: ["23:59:59Z", "00:00:00.125+01:30"],
  "date-time": ["2024-02-29T12:00:00Z", "1985-04-12T23:20:50.52-08:00"],
  uuid: ["123e4567-e89b-12d3-a456-426614174000", "00000000-0000-0000-0000-00000000000F"],
  ipv4: ["0.0.0.0", "192.168.255.1"],
  ipv6: ["::", "fe80::1:2", "1:2:3:4:5:6:7:8", "2001:db8::ff00:42:8329"],
  email: ["a@b.de", "first.last+tag@mail.example-host.org", "x_1@a.b.c.io"],
  uri: ["https://example.org/a%20b?q=1&r=/x#top", "mailto:a@b.org", "urn:isbn:1"],
  hostname: ["localhost", "a.b-c.example.org", "x".repeat(62)],
  duration: ["P1Y2M3D", "PT1H30M", "P3W", "P1DT12H"],
};
const TEXTS = ["", "a", "José", "東京", "😀", 'x"y', "back\\slash", "line\nbreak", "{}[],:"];

type Schema = Readonly<Record<string, unknown>>;

/** A random value that fits a schema of `randomSchema`, its properties in order; `undefined` where none is found. */
export function randomInstance(random: Random, schema: unknown): unknown {
  const said = schema as Schema;
  if (said.enum !== undefined) return pick(random, said.enum as unknown[]);
  if (said.anyOf !== undefined) {
    const [a, b] = said.anyOf as [unknown, unknown];
    return random() < 0.5
      ? randomInstance(random, a) ?? randomInstance(random, b)
      : randomInstance(random, b) ?? randomInstance(random, a);
  }
  if (said.allOf !== undefined) {
    const [a, b] = (said.allOf as Schema[]).map((each) => each.properties as Schema);
    return randomObject(random, { properties: { ...a, ...b } });
  }
  switch (said.type) {
    case "null":
      return null;
    case "boolean":
      return random() < 0.5;
    case "integer":
    case "number":
      return randomNumber(random, said);
    case "string":
      return randomString(random, said);
    case "array":
      return randomArray(random, said);
    default:
      return randomObject(random, said);
  }
}

function randomNumber(
  random: Random,
  { type, minimum, exclusiveMinimum, maximum }: Schema,
): number {
  const free = minimum === undefined && exclusiveMinimum === undefined;
  if (free && random() < 0.3) {
    return pick(random, type === "integer" ? [0, 2 ** 53 - 1] : [1e-7, -2.5e21, 0.1, 3]);
  }
  const low = (minimum ?? exclusiveMinimum ?? -1e6) as number;
  const value = low + (((maximum as number | undefined) ?? 1e6) - low) * (0.001 + random());
  const between = Math.min(value, (maximum as number | undefined) ?? Infinity);
  return type === "integer" ? Math.floor(between) : Math.floor(between * 1e6) / 1e6;
}

function randomString(random: Random, said: Schema): string | undefined {
  if (said.pattern !== undefined) return pick(random, OF_PATTERN[said.pattern as string]!);
  if (said.format !== undefined) return pick(random, OF_FORMAT[said.format as string]!);
  const { minLength = 0, maxLength = 200 } = said as { minLength?: number; maxLength?: number };
  if (maxLength < minLength) return undefined;
  let text = "";
  const length = minLength + Math.floor(random() * (Math.min(maxLength, 20) - minLength + 1));
  while ([...text].length < length) text += pick(random, TEXTS);
  return [...text].slice(0, length).join("");
}

function randomArray(random: Random, said: Schema): unknown[] | undefined {
  const prefix = (said.prefixItems ?? []) as unknown[];
  const { minItems = 0, maxItems } = said as { minItems?: number; maxItems: number };
  const length = minItems + Math.floor(random() * (maxItems - minItems + 1));
  const items: unknown[] = [];
  while (items.length < length) {
    const item = randomInstance(random, prefix[items.length] ?? said.items);
    if (item === undefined) return items.length < minItems ? undefined : items;
    items.push(item);
  }
  return items;
}

function randomObject(random: Random, said: Schema): Record<string, unknown> | undefined {
  const required = (said.required ?? []) as string[];
  const result: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries((said.properties ?? {}) as Schema)) {
    if (!required.includes(name) && random() < 0.3) continue;
    const value = randomInstance(random, schema);
    if (value !== undefined) result[name] = value;
    else if (required.includes(name)) return undefined;
  }
  if (said.additionalProperties !== undefined) {
    for (const name of ["other", "n", "valué"].filter(() => random() < 0.4)) {
      const value = randomInstance(random, said.additionalProperties);
      if (value !== undefined) result[name] = value;
    }
  }
  return result;
}
