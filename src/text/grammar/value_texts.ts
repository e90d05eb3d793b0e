import { HologramError } from "../../base/mod.ts";
import { itemSchemas } from "./array_node.ts";
import { declaredNames, namePatterns, schemasOf } from "./object_node.ts";
import type { SchemaCompiler } from "./schema_compiler.ts";
import type { Conjunction, Located } from "./schema_conjunction.ts";
import { sortedText } from "./sorted_text.ts";

/** Most texts of one value. */
const MAX_TEXTS = 1000;

/**
 * The texts of a value as `JSON.stringify` spells it, with the properties in the orders in which schemas may declare
 * them. Whether the value fits these schemas is not looked at.
 *
 * @throws {HologramError} `too_large` when there are more than 1,000.
 */
export function valueTexts(compiler: SchemaCompiler, value: unknown, all: Conjunction): string[] {
  if (typeof value !== "object" || value === null) return [JSON.stringify(value)];
  if (all.values !== undefined) {
    const text = sortedText(value);
    const listed = all.values.filter((each) => sortedText(each) === text);
    const rest = { ...all, values: undefined };
    return unique([
      ...listed.map((each) => JSON.stringify(each)),
      ...valueTexts(compiler, value, rest),
    ]);
  }
  if (all.alternatives.length > 0) {
    return unique(compiler.expand(all).flatMap((each) => valueTexts(compiler, value, each)));
  }
  const textsOf = (inner: unknown, said: readonly Located[]): string[] =>
    said.length === 0 ? [JSON.stringify(inner)] : valueTexts(compiler, inner, compiler.read(said));
  if (Array.isArray(value)) {
    const items = value.map((item, i) => textsOf(item, itemSchemas(all.arrays, i)));
    return combinations(items, all.path).map((texts) => `[${texts.join()}]`);
  }
  const patterns = namePatterns(compiler, all.objects);
  const members = new Map(Object.entries(value));
  const names = new Set([...declaredNames(all), ...members.keys()]).intersection(members);
  const texts = [...names].map((name) =>
    textsOf(members.get(name), schemasOf(compiler, all.objects, patterns, name))
      .map((text) => `${JSON.stringify(name)}:${text}`)
  );
  return combinations(texts, all.path).map((each) => `{${each.join()}}`);
}

/** One of each, in every way. */
function combinations(choices: readonly string[][], path: string): string[][] {
  return choices.reduce<string[][]>((some, options) => {
    if (some.length * options.length > MAX_TEXTS) {
      throw new HologramError(
        `Cannot enforce the schema: the values at ${path} can be spelt in more than ${MAX_TEXTS} ways`,
        { kind: "too_large" },
      );
    }
    return some.flatMap((each) => options.map((option) => [...each, option]));
  }, [[]]);
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
