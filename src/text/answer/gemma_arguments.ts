import { exactNumber } from "./python_calls.ts";

const QUOTE = '<|"|>';
const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["None", null],
]);
const MAX_DEPTH = 512;

/**
 * Reads arguments as Gemma 4 writes them, from the opening brace to the closing one: `{city:<|"|>Rome<|"|>,days:3}`. Keys
 * are bare or quoted, strings quoted, lists and objects nest, integers are exact. `undefined` for anything else.
 */
export function gemmaArguments(text: string): Record<string, unknown> | undefined {
  let at = 0;

  const takes = (literal: string): boolean => {
    while (/\s/.test(text[at] ?? "")) at++;
    if (!text.startsWith(literal, at)) return false;
    at += literal.length;
    return true;
  };
  const until = (end: RegExp): string => {
    const length = text.slice(at).search(end);
    const word = length === -1 ? text.slice(at) : text.slice(at, at + length);
    at += word.length;
    return word;
  };
  const quoted = (): string | undefined => {
    const end = text.indexOf(QUOTE, at);
    if (end === -1) return undefined;
    const inside = text.slice(at, end);
    at = end + QUOTE.length;
    return inside;
  };
  const value = (depth: number): unknown => {
    if (depth > MAX_DEPTH) return undefined;
    if (takes(QUOTE)) return quoted();
    if (takes("{")) return object(depth + 1);
    if (takes("[")) return list(depth + 1);
    const word = until(/[,\]}\s]/);
    if (CONSTANTS.has(word)) return CONSTANTS.get(word);
    return /^[-+]?[\d.]+(?:[eE][-+]?\d+)?$/.test(word) ? exactNumber(word) : undefined;
  };
  const list = (depth: number): unknown[] | undefined => {
    const items: unknown[] = [];
    if (takes("]")) return items;
    do {
      const item = value(depth);
      if (item === undefined) return undefined;
      items.push(item);
    } while (takes(","));
    return takes("]") ? items : undefined;
  };
  const object = (depth: number): Record<string, unknown> | undefined => {
    const fields: Record<string, unknown> = {};
    if (takes("}")) return fields;
    do {
      const key = takes(QUOTE) ? quoted() : until(/[:,{}\]\s]/);
      const field = key && takes(":") ? value(depth) : undefined;
      if (!key || field === undefined) return undefined;
      fields[key] = field;
    } while (takes(","));
    return takes("}") ? fields : undefined;
  };

  const read = takes("{") ? object(0) : undefined;
  takes("");
  return at === text.length ? read : undefined;
}
