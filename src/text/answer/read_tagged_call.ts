import { gemmaArguments } from "./gemma_arguments.ts";
import { find, has, type Input, oneOf, skip, skipSpace, startsWith, type Wait } from "./input.ts";
import { jsonArguments, jsonCalls, NAME, type Reading } from "./read_call.ts";
import type { ToolTable } from "./tool_call.ts";
import { typedParameter } from "./typed_parameter.ts";

/** After `<tool_call>`: JSON, or a function in tags. */
export function* toolCallTag(
  input: Input,
  at: number,
  opening: string,
  tools: ToolTable,
): Wait<Reading | undefined> {
  const start = yield* skipSpace(input, at);
  const tag = "<function=";
  return (yield* startsWith(input, tag, start))
    ? yield* functionTag(input, start + tag.length, tag, tools)
    : yield* jsonCalls(input, start, opening, tools);
}

/** After `<function=`: a name and either JSON or parameters in tags, typed by the tool's schema. */
export function* functionTag(
  input: Input,
  at: number,
  _opening: string,
  tools: ToolTable,
): Wait<Reading | undefined> {
  const close = yield* skip(input, /[^>\n]/, at);
  const name = input.text.slice(at, close).trim();
  const tool = tools.get(name);
  if (!tool || !(yield* startsWith(input, ">", close))) return undefined;
  let next = yield* skipSpace(input, close + 1);
  if (yield* startsWith(input, "{", next)) return yield* jsonArguments(input, next, name, tools);
  const values: Record<string, unknown> = {};
  for (;;) {
    const tag = yield* oneOf(input, ["</function>", "<parameter="], next);
    if (tag === undefined) return undefined;
    if (tag === "</function>") break;
    const keyEnd = (yield* find(input, [">"], next + tag.length))?.at;
    if (keyEnd === undefined) return undefined;
    const end = (yield* find(input, ["</parameter>"], keyEnd))?.at;
    if (end === undefined) return undefined;
    const key = input.text.slice(next + tag.length, keyEnd).trim();
    const text = input.text.slice(keyEnd + 1, end).replace(/^\n/, "").replace(/\n$/, "");
    values[key] = typedParameter(tool, key, text);
    next = yield* skipSpace(input, end + "</parameter>".length);
  }
  return { calls: [{ name, arguments: values }], end: next + "</function>".length };
}

/** Gemma 4's call after its opening tag: `call:name{...}<tool_call|>`. */
export function* gemmaCall(
  input: Input,
  at: number,
  _opening: string,
  tools: ToolTable,
): Wait<Reading | undefined> {
  if (!(yield* startsWith(input, "call:", at))) return undefined;
  const open = yield* skip(input, NAME, at + 5);
  const name = input.text.slice(at + 5, open);
  if (!tools.has(name) || !(yield* has(input, open))) return undefined;
  const end = (yield* find(input, ["<tool_call|>"], open))?.at;
  const last = end ?? input.text.length;
  const values = gemmaArguments(input.text.slice(open, last));
  return values && { calls: [{ name, arguments: values }], end: last };
}
